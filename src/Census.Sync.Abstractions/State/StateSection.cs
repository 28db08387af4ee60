namespace Census.Sync;

/// <summary>The parts of the state of a sync.</summary>
public enum StateSection
{
    /// <summary>Number 0: what the state is about and how to read it. Number 1: the run that is held until it is approved, if there is one.</summary>
    Header = 0,

    /// <summary>Packed pages with the key hash and the fingerprint of every record that the destination acknowledged.</summary>
    Pages = 1,

    /// <summary>Records that are not settled: rejected, skipped, parked.</summary>
    Held = 2,

    /// <summary>
    /// The change set: the records to send, with their mapped values, encrypted with a key that is in the journal. Emptied when a run has ended. A store need not overwrite what it deletes of it.
    /// </summary>
    Changes = 3,

    /// <summary>What was sent and what was answered, in order. Emptied when a run has ended.</summary>
    Journal = 4,

    /// <summary>Pages with the key values of the delivered records and the destination's ids of them, if the sync is a mirror or the destination writes records in groups; and which records the first run adopted.</summary>
    Keys = 5,

    /// <summary>What the last runs did, a blob each.</summary>
    Runs = 6,

    /// <summary>Which records are forgotten (numbers below 65,536), and what became of the records that were sent, if the sync is logged.</summary>
    Records = 7,
}
