namespace Census.Sync;

/// <summary>What is the matter with a record that was not delivered.</summary>
public enum RecordIssueKind : byte
{
    /// <summary>We refused it before sending: no key, a duplicate key, a value that cannot be cast.</summary>
    Invalid = 1,

    /// <summary>The destination refused it in this run. It is kept and tried again; <see cref="RecordRetryOptions"/> says when.</summary>
    Rejected = 2,

    /// <summary>The operation did not apply to it.</summary>
    Skipped = 3,

    /// <summary>Nobody knows whether it arrived.</summary>
    InDoubt = 4,

    /// <summary>The destination refused it in an earlier run, and the time has not come to send it again as it is.</summary>
    Waiting = 5,

    /// <summary>The destination refused it so often that it is not sent again as it is, unless somebody asks for it.</summary>
    Parked = 6,
}
