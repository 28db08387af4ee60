namespace Census.Sync;

/// <summary>How many records a destination holds for a key.</summary>
public enum FindOutcome
{
    /// <summary>The destination cannot be asked.</summary>
    CannotTell = 0,

    /// <summary>None.</summary>
    Absent,

    /// <summary>Exactly one.</summary>
    One,

    /// <summary>More than one.</summary>
    Many,
}
