namespace Census.Sync;

/// <summary>What a successful record changed.</summary>
public enum RecordEffect : byte
{
    /// <summary>The destination did not say.</summary>
    NotSaid = 0,

    /// <summary>It was created.</summary>
    Created,

    /// <summary>It was updated.</summary>
    Updated,

    /// <summary>It was deleted.</summary>
    Deleted,

    /// <summary>The destination held it already.</summary>
    None,
}
