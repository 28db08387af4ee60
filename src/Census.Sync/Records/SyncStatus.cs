namespace Census.Sync;

/// <summary>How a sync is: what its last runs did, and what it keeps.</summary>
/// <remarks>Counts of records are as of the last run that ended; while one is under way they do not move.</remarks>
public sealed record SyncStatus
{
    /// <summary>Gets the name of the sync.</summary>
    public required string Sync { get; init; }

    /// <summary>Gets the last runs, the newest first, without the records they name.</summary>
    /// <value>
    /// Up to 100. Dry runs, runs that were skipped because another was under way, and those of single records (pushed, tested, replayed) are not among them; nor is one whose process was killed, or whose state could not be used.
    /// </value>
    public IReadOnlyList<SyncRunResult> Runs { get; init; } = [];

    /// <summary>Gets the last run that completed, if one of <see cref="Runs"/> did.</summary>
    public SyncRunResult? LastCompleted => Runs.FirstOrDefault(run => run.Status == SyncRunStatus.Completed);

    /// <summary>Gets how many of the last runs failed one after the other. A run that was cancelled, or held by a guard, counts for nothing.</summary>
    public int FailuresInARow => Runs.Where(run => run.Status is not (SyncRunStatus.Canceled or SyncRunStatus.Held)).TakeWhile(run => run.Status == SyncRunStatus.Failed).Count();

    /// <summary>Gets the number of records that the destination accepted, as far as they were not deleted again.</summary>
    public long RecordsDelivered { get; init; }

    /// <summary>Gets the number of records that the destination refused and that the next run sends again.</summary>
    public long RecordsRejected { get; init; }

    /// <summary>Gets the number of records that were refused and wait for their time.</summary>
    public long RecordsWaiting { get; init; }

    /// <summary>Gets the number of records that were refused so often that they are not sent again by themselves.</summary>
    public long RecordsParked { get; init; }

    /// <summary>Gets the number of records that the operation did not apply to.</summary>
    public long RecordsSkipped { get; init; }

    /// <summary>Gets the number of records that were sent without an answer and must not be repeated.</summary>
    public long RecordsInDoubt { get; init; }

    /// <summary>Gets the number of records that are forgotten: their rows are passed over.</summary>
    public long RecordsForgotten { get; init; }
}
