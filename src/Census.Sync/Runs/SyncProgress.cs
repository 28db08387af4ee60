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

    /// <summary>Gets the number of calls made to send so far; see <see cref="SyncRunOptions.MaxCalls"/> for what counts.</summary>
    public long Calls { get; init; }

    /// <summary>Gets how fast the phase goes, since it began: records read a second while the run plans, records with an outcome a second while it sends.</summary>
    /// <value>0 until time has passed. Of a run that has ended, the rate of its last phase.</value>
    public double RecordsPerSecond { get; init; }

    /// <summary>Gets how many calls a second are made, since the phase began.</summary>
    public double CallsPerSecond { get; init; }

    /// <summary>Gets how long the sending will take at the rate so far, pauses for the quota among it.</summary>
    /// <value>Null while it cannot be told: while the source is read, whose size nobody knows, and until a record has an outcome.</value>
    public TimeSpan? TimeLeft { get; init; }
}
