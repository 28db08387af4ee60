namespace Census.Sync;

/// <summary>How far a run is.</summary>
/// <param name="Sync">The name of the sync.</param>
/// <param name="Phase">The phase it is in.</param>
/// <param name="SourceRecords">The records read so far.</param>
/// <param name="ToSend">The records that have to be sent; complete when the phase is <see cref="SyncPhase.Send"/>.</param>
/// <param name="Settled">The records sent that have an outcome.</param>
/// <param name="Rejected">Those of them that the destination refused.</param>
public readonly record struct SyncProgress(string Sync, SyncPhase Phase, long SourceRecords, long ToSend, long Settled, long Rejected)
{
    /// <summary>Gets what the run is doing, or how it ended.</summary>
    public SyncRunStatus Status { get; init; }
}
