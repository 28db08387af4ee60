namespace Census.Sync;

/// <summary>What became of a record, as a record log says it.</summary>
public enum LoggedRecordStatus : byte
{
    /// <summary>The destination accepted it.</summary>
    Succeeded = 1,

    /// <summary>The destination refused it.</summary>
    Rejected = 2,

    /// <summary>The operation did not apply to it.</summary>
    Skipped = 3,

    /// <summary>It was sent, nobody answered, and it must not be repeated.</summary>
    InDoubt = 4,

    /// <summary>It was refused before sending.</summary>
    Invalid = 5,
}
