namespace Census.Sync;

/// <summary>An entry of a record log: what became of one record in one run (spec C.10).</summary>
public sealed record LoggedRecord
{
    /// <summary>Gets the name of the sync.</summary>
    public required string Sync { get; init; }

    /// <summary>Gets the name that the source is registered with.</summary>
    /// <value>Null for a source that was given as an object. Like the three that follow, it is that of the sync as it is when the log is read.</value>
    public string? Source { get; init; }

    /// <summary>Gets what of the source is read: the name of a table or a view, the path of a query.</summary>
    /// <value>Null for a query that is written in the sync, and for a source that holds one set of rows.</value>
    public string? SourceObject { get; init; }

    /// <summary>Gets the name that the destination is registered with.</summary>
    /// <value>Null for a destination that was given as an object.</value>
    public string? Destination { get; init; }

    /// <summary>Gets the name of the destination object.</summary>
    public string DestinationObject { get; init; } = "";

    /// <summary>Gets the id of the run.</summary>
    public required string RunId { get; init; }

    /// <summary>Gets the key of the record, or where it stands in the source if it has none.</summary>
    public required string Key { get; init; }

    /// <summary>Gets what was to be done with the record.</summary>
    public required SyncOperation Operation { get; init; }

    /// <summary>Gets what became of it.</summary>
    public required LoggedRecordStatus Status { get; init; }

    /// <summary>Gets why it was not accepted.</summary>
    /// <value>Null for a record that was.</value>
    public RecordProblem? Problem { get; init; }

    /// <summary>Gets when its batch was sent; for an invalid record, when its run began.</summary>
    public required DateTimeOffset BatchStartedAt { get; init; }

    /// <summary>Gets when the answer was heard; for an invalid record, when the source had been read.</summary>
    public required DateTimeOffset BatchEndedAt { get; init; }

    /// <summary>Gets what was sent, as a JSON object.</summary>
    /// <value>Null unless <see cref="RecordLogOptions.Payloads"/> says otherwise, and for records that were refused before sending.</value>
    public string? Payload { get; init; }

    /// <summary>Returns what became of the record, never its key or its values.</summary>
    public override string ToString() => Problem is null ? $"{Operation} {Status}" : $"{Operation} {Status}: {Problem.Code}";
}
