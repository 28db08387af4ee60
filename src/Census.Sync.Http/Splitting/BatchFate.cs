namespace Census.Sync.Http;

/// <summary>What became of a record of a batch that was split.</summary>
public enum BatchFate : byte
{
    /// <summary>Nothing: it was in no part that was taken, and in none that halted the batch.</summary>
    NotTaken = 0,

    /// <summary>It was in a part that was taken.</summary>
    Accepted,

    /// <summary>It is to blame for a refusal.</summary>
    Rejected,

    /// <summary>It was in the part that halted the batch.</summary>
    Halted,
}
