namespace Census.Sync;

/// <summary>What is the matter with a record that was not delivered.</summary>
public enum RecordIssueKind : byte
{
    /// <summary>We refused it before sending: no key, a duplicate key, a value that cannot be cast.</summary>
    Invalid = 1,

    /// <summary>The destination refused it. It is kept and tried again on every run.</summary>
    Rejected = 2,

    /// <summary>The operation did not apply to it.</summary>
    Skipped = 3,

    /// <summary>Nobody knows whether it arrived.</summary>
    InDoubt = 4,
}
