namespace Census.Sync;

/// <summary>What a record log keeps of the values that were sent.</summary>
public enum RecordPayloads
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Which fields were sent, and which of them were cleared; no value.</summary>
    Redacted = 1,

    /// <summary>The values, as JSON.</summary>
    Full = 2,
}
