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
    public long Rejected;
    public long Skipped;
    public long InDoubt;

    /// <summary>Records in the change set.</summary>
    public long ToSend;
}
