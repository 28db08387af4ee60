namespace Census.Sync;

/// <summary>The report of a run. Counts carry the names that Census gives them.</summary>
public sealed record SyncRunResult
{
    /// <summary>Gets the name of the sync.</summary>
    public required string Sync { get; init; }

    /// <summary>Gets the id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets how the run ended.</summary>
    public required SyncRunStatus Status { get; init; }

    /// <summary>Gets a value indicating whether every record was sent, changed or not; <see cref="FullSyncReasons"/> says why.</summary>
    public bool FullSync => FullSyncReasons.Count > 0;

    /// <summary>Gets why every record was sent, changed or not: for what became of the sync, or because it was asked for.</summary>
    /// <value>Empty if only what differed was sent. Which fields it was about is in <see cref="Warnings"/>.</value>
    public IReadOnlyList<FullSyncReason> FullSyncReasons { get; init; } = [];

    /// <summary>Gets a value indicating whether only the rows from where the last run ended were read, by the cursor column of the sync.</summary>
    public bool Incremental { get; init; }

    /// <summary>Gets a value indicating whether the run only planned.</summary>
    public bool DryRun { get; init; }

    /// <summary>Gets when the run began.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Gets when the run ended.</summary>
    public DateTimeOffset CompletedAt { get; init; }

    /// <summary>Gets the number of records that the source delivered.</summary>
    public long SourceRecordCount { get; init; }

    /// <summary>Gets the number of records to send: new, changed, and those that were rejected or in doubt before.</summary>
    public long SourceRecordUpdates { get; init; }

    /// <summary>Gets the number of those that were never delivered before.</summary>
    public long SourceRecordCreates { get; init; }

    /// <summary>Gets the number of records to delete, or to clear: those that left the source of a mirror, or that the source of a deletion lists.</summary>
    public long SourceRecordDeletes { get; init; }

    /// <summary>Gets the number of records that were refused before sending.</summary>
    public long SourceRecordInvalids { get; init; }

    /// <summary>Gets the number of records that the destination has as they are.</summary>
    public long SourceRecordUnchanged { get; init; }

    /// <summary>Gets the number of unchanged records that the first run took as delivered, or a dry run would take, without sending them.</summary>
    /// <value>0 unless the run is the first and the sync has another <see cref="FirstRun"/> than <see cref="FirstRun.SendAll"/>.</value>
    public long RecordsAdopted { get; init; }

    /// <summary>Gets the number of records that changed after they were delivered to an object that only takes creations.</summary>
    public long ChangedAfterDelivery { get; init; }

    /// <summary>Gets the number of records sent that have an outcome: updated, failed or skipped.</summary>
    public long RecordsProcessed { get; init; }

    /// <summary>Gets the number of records that the destination accepted, deletions among them.</summary>
    public long RecordsUpdated { get; init; }

    /// <summary>Gets the number of accepted records that the destination said it created.</summary>
    public long RecordsCreated { get; init; }

    /// <summary>Gets the number of accepted records that were deleted.</summary>
    public long RecordsDeleted { get; init; }

    /// <summary>Gets the number of accepted records whose fields a mirror cleared because their rows left the source: see <see cref="MirrorStrategy.UpdatesAndNulls"/>.</summary>
    public long RecordsCleared { get; init; }

    /// <summary>Gets the number of records that the destination refused in this run. They are kept and tried again; <see cref="RecordRetryOptions"/> says when.</summary>
    public long RecordsFailed { get; init; }

    /// <summary>Gets the number of records that were refused in earlier runs and that this run did not send again, since their time has not come.</summary>
    public long RecordsWaiting { get; init; }

    /// <summary>Gets the number of records that were refused so often that they are not sent again as they are, unless <see cref="SyncRunner.ReplayAsync"/> asks for it.</summary>
    public long RecordsParked { get; init; }

    /// <summary>Gets the number of rows that were passed over because their records are forgotten.</summary>
    public long RecordsForgotten { get; init; }

    /// <summary>Gets the number of records that the operation did not apply to.</summary>
    public long RecordsSkipped { get; init; }

    /// <summary>Gets the number of records that were sent without an answer, or are parked because they must not be sent again.</summary>
    public long RecordsInDoubt { get; init; }

    /// <summary>Gets what reading the source has cost.</summary>
    /// <value>Null if the source was not read, or costs nothing that anybody counts. A read that failed or was cancelled has its cost, too.</value>
    public SourceReadCost? SourceCost { get; init; }

    /// <summary>Gets the number of calls that the run made to send; see <see cref="SyncRunOptions.MaxCalls"/> for what counts.</summary>
    public long Calls { get; init; }

    /// <summary>Gets the number of planned records that have no outcome yet. The next run sends them, as far as they still differ.</summary>
    public long Backlog { get; init; }

    /// <summary>Gets what stopped the run.</summary>
    /// <value>One of <see cref="SyncErrorCodes"/> or a code of the destination; null if nothing did.</value>
    public string? ErrorCode { get; init; }

    /// <summary>Gets what stopped the run, in words a person can act on.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Gets what the run would have done that a guard held.</summary>
    /// <value>Null unless the run was held.</value>
    public SyncHold? Hold { get; init; }

    /// <summary>Gets when the destination can be used again.</summary>
    /// <value>Null unless the destination said so.</value>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Gets what a dry run would cost.</summary>
    /// <value>Null unless the run was dry.</value>
    public SyncEstimate? Estimate { get; init; }

    /// <summary>Gets what would go on the wire for the first records of a dry run: one payload of those that would be written, one of those that would be deleted.</summary>
    /// <value>Empty unless the run was dry and has records to send. See <see cref="SyncRunOptions.PreviewedRecords"/>.</value>
    public IReadOnlyList<SyncPayload> Payloads { get; init; } = [];

    /// <summary>Gets the first records that were not delivered, with their reasons.</summary>
    public IReadOnlyList<RecordIssue> Issues { get; init; } = [];

    /// <summary>Gets what is worth knowing though nothing failed.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
