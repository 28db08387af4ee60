namespace Census.Sync;

/// <summary>What the engine knows of a record at the destination.</summary>
public enum RecordKnowledge : byte
{
    /// <summary>Never sent, as far as the state knows. The record may exist all the same, made by somebody else.</summary>
    Unknown = 0,

    /// <summary>The destination accepted a record of this key before.</summary>
    Accepted,

    /// <summary>It was sent and no answer was kept: the destination may or may not hold it.</summary>
    InDoubt,
}
