namespace Census.Sync.Planning;

/// <summary>The counts of a run while it goes on.</summary>
internal sealed class RunCounts
{
    public long Source;
    public long Created;
    public long Changed;
    public long RetriedRejected;
    public long Waiting;
    public long Parked;
    public long Forgotten;
    public long Resumed;
    public long Gone;
    public long Unchanged;
    public long Adopted;
    public long Invalid;
    public long ChangedAfterDelivery;
    public long Succeeded;
    public long CreatedAtDestination;
    public long Deleted;
    public long Cleared;
    public long Rejected;
    public long Skipped;
    public long InDoubt;

    /// <summary>Whether the source was asked for the rows from where the last run ended only, by a cursor column.</summary>
    public bool IsIncrement;

    /// <summary>What reading the source has cost so far.</summary>
    public SourceReadCost? SourceCost;

    /// <summary>Records in the change set.</summary>
    public long ToSend;
}
