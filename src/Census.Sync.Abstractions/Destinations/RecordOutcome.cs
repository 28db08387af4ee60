namespace Census.Sync;

/// <summary>What became of one record.</summary>
public enum RecordOutcome : byte
{
    /// <summary>
    /// Nobody knows: it was sent and not acknowledged. The value of a default result, so that what is not said is never taken for success.
    /// </summary>
    Unknown = 0,

    /// <summary>The destination acknowledged it.</summary>
    Succeeded,

    /// <summary>The operation did not apply: an update of a record that is absent, a creation of one that is present.</summary>
    Skipped,

    /// <summary>The destination refused it; sending the same again is pointless today.</summary>
    Rejected,

    /// <summary>It was not written and may be tried again in this run.</summary>
    Retryable,

    /// <summary>It was not attempted; it did not fit. It belongs in a following batch.</summary>
    Deferred,

    /// <summary>The destination took it and answers later.</summary>
    Pending,
}
