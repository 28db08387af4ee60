namespace Census.Sync;

/// <summary>The names by which an application subscribes to traces and metrics of the engine. They are part of the public surface: renaming one is a breaking change.</summary>
/// <remarks>
/// No key, no value of a record and nothing of a destination's message appears in a trace or a metric. Tags of metrics are the name of the sync
/// (<see cref="SyncNameTag"/>), an outcome (<see cref="OutcomeTag"/>) and a code (<c>error.type</c>); there are as many series as syncs times outcomes.
/// </remarks>
public static class CensusSyncDiagnostics
{
    /// <summary>The name of the <see cref="System.Diagnostics.ActivitySource"/>: a run is <c>sync.run</c>, with <c>sync.plan</c>, <c>sync.send</c> and a <c>sync.batch</c> for each batch below it.</summary>
    public const string ActivitySourceName = "Census.Sync";

    /// <summary>The name of the <see cref="System.Diagnostics.Metrics.Meter"/>.</summary>
    public const string MeterName = "Census.Sync";

    /// <summary>A histogram of how long runs take, in seconds, by sync, status (<c>completed</c>, <c>failed</c>, <c>skipped</c>, <c>canceled</c>) and <c>error.type</c>.</summary>
    public const string RunDuration = "census.sync.run.duration";

    /// <summary>A counter of records read from the source, by sync.</summary>
    public const string SourceRecords = "census.sync.source.records";

    /// <summary>A counter of calls to the service that records were read from, by sync. Sources that count none add nothing.</summary>
    public const string SourceCalls = "census.sync.source.calls";

    /// <summary>A counter of bytes received from the service that records were read from, by sync.</summary>
    public const string SourceBytes = "census.sync.source.bytes";

    /// <summary>A counter of bytes that the service charges for which records were read from, by sync.</summary>
    public const string SourceBytesBilled = "census.sync.source.bytes_billed";

    /// <summary>A counter of records by sync and outcome: <c>accepted</c>, <c>rejected</c>, <c>skipped</c>, <c>invalid</c>, <c>in_doubt</c>.</summary>
    public const string Records = "census.sync.records";

    /// <summary>A gauge of the records that were planned and have no outcome yet when a run ends, by sync.</summary>
    public const string Backlog = "census.sync.backlog";

    /// <summary>The tag with the name of the sync.</summary>
    public const string SyncNameTag = "census.sync.name";

    /// <summary>The tag with the id of the run; in traces only.</summary>
    public const string RunIdTag = "census.sync.run.id";

    /// <summary>The tag with the outcome of records, and with the status of runs.</summary>
    public const string OutcomeTag = "census.sync.outcome";
}
