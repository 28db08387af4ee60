using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Census.Sync.Diagnostics;

/// <summary>The trace and the metrics of one run. Costs nothing while nobody listens.</summary>
/// <remarks>Names and units follow the conventions of OpenTelemetry (https://opentelemetry.io/docs/specs/semconv/general/metrics/).</remarks>
internal sealed class RunTelemetry : IDisposable
{
    private const string ErrorType = "error.type";

    private static readonly ActivitySource s_source = new(CensusSyncDiagnostics.ActivitySourceName);
    private static readonly Meter s_meter = new(CensusSyncDiagnostics.MeterName);
    private static readonly Histogram<double> s_duration = s_meter.CreateHistogram(
        CensusSyncDiagnostics.RunDuration, "s", "Duration of a run.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1, 10, 60, 300, 900, 3600, 14400, 43200] });

    private static readonly Counter<long> s_sourceRecords = s_meter.CreateCounter<long>(CensusSyncDiagnostics.SourceRecords, "{record}", "Records read from the source.");
    private static readonly Counter<long> s_sourceCalls = s_meter.CreateCounter<long>(CensusSyncDiagnostics.SourceCalls, "{call}", "Calls to the service that records were read from.");
    private static readonly Counter<long> s_sourceBytes = s_meter.CreateCounter<long>(CensusSyncDiagnostics.SourceBytes, "By", "Bytes received from it.");
    private static readonly Counter<long> s_sourceBytesBilled = s_meter.CreateCounter<long>(CensusSyncDiagnostics.SourceBytesBilled, "By", "Bytes that it charges for.");
    private static readonly Counter<long> s_records = s_meter.CreateCounter<long>(CensusSyncDiagnostics.Records, "{record}", "Records with an outcome.");
    private static readonly Gauge<long> s_backlog = s_meter.CreateGauge<long>(CensusSyncDiagnostics.Backlog, "{record}", "Records without an outcome when a run ends.");

    private readonly string _sync;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Activity? _activity;

    private RunTelemetry(string sync, string runId, TimeProvider time)
    {
        (_sync, _time, _start) = (sync, time, time.GetTimestamp());
        _activity = s_source.StartActivity("sync.run");
        _activity?.SetTag(CensusSyncDiagnostics.SyncNameTag, sync).SetTag(CensusSyncDiagnostics.RunIdTag, runId);
    }

    public static RunTelemetry Start(string sync, string runId, TimeProvider time) => new(sync, runId, time);

    public static Activity? StartPlan() => s_source.StartActivity("sync.plan");

    public static Activity? StartSend() => s_source.StartActivity("sync.send");

    public static Activity? StartBatch(int records)
    {
        var activity = s_source.StartActivity("sync.batch", ActivityKind.Client);
        activity?.SetTag("census.sync.batch.size", records);
        return activity;
    }

    public void End(SyncRunResult result)
    {
        Count(result.RecordsUpdated, "accepted");
        Count(result.RecordsFailed, "rejected");
        Count(result.RecordsSkipped, "skipped");
        Count(result.SourceRecordInvalids, "invalid");
        Count(result.RecordsInDoubt, "in_doubt");
        var name = new KeyValuePair<string, object?>(CensusSyncDiagnostics.SyncNameTag, _sync);
        s_sourceRecords.Add(result.SourceRecordCount, name);
        if (result.SourceCost is { } cost)
            Count(cost, name);
        if (result is { DryRun: false, Status: not SyncRunStatus.Skipped })
            s_backlog.Record(result.Backlog, name);
        End(NameOf(result.Status), result.ErrorCode);
        _activity?.SetTag("census.sync.source.records", result.SourceRecordCount)
            .SetTag("census.sync.records.accepted", result.RecordsUpdated)
            .SetTag("census.sync.records.rejected", result.RecordsFailed);
    }

    /// <summary>Ends a run that was cancelled, or that a defect of a source or a store ended.</summary>
    public void End(Exception exception) => End(exception is OperationCanceledException ? "canceled" : "failed", exception.GetType().FullName);

    public void Dispose() => _activity?.Dispose();

    private static string NameOf(SyncRunStatus status) => status switch
    {
        SyncRunStatus.Completed => "completed",
        SyncRunStatus.Skipped => "skipped",
        SyncRunStatus.Canceled => "canceled",
        SyncRunStatus.Held => "held",
        _ => "failed",
    };

    private void End(string status, string? errorType)
    {
        var tags = new TagList { { CensusSyncDiagnostics.SyncNameTag, _sync }, { CensusSyncDiagnostics.OutcomeTag, status } };
        if (errorType is not null)
            tags.Add(ErrorType, errorType);
        s_duration.Record(_time.GetElapsedTime(_start).TotalSeconds, tags);
        _activity?.SetTag(CensusSyncDiagnostics.OutcomeTag, status).SetTag(ErrorType, errorType).SetStatus(status == "failed" ? ActivityStatusCode.Error : ActivityStatusCode.Unset);
    }

    private void Count(SourceReadCost cost, KeyValuePair<string, object?> name)
    {
        s_sourceCalls.Add(cost.Calls, name);
        s_sourceBytes.Add(cost.BytesReceived, name);
        if (cost.BytesBilled is { } billed)
            s_sourceBytesBilled.Add(billed, name);
        _activity?.SetTag("census.sync.source.calls", cost.Calls)
            .SetTag("census.sync.source.bytes", cost.BytesReceived)
            .SetTag("census.sync.source.bytes_billed", cost.BytesBilled)
            .SetTag("census.sync.source.statement", cost.StatementId);
    }

    private void Count(long records, string outcome)
    {
        if (records > 0)
            s_records.Add(records, new(CensusSyncDiagnostics.SyncNameTag, _sync), new(CensusSyncDiagnostics.OutcomeTag, outcome));
    }
}
