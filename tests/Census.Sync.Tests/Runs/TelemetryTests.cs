using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Runs;

/// <summary>What an application sees of a run that subscribes to its traces and metrics.</summary>
[Collection(nameof(TelemetryTests))]
[CollectionDefinition(nameof(TelemetryTests), DisableParallelization = true)]
public sealed class TelemetryTests
{
    [Fact]
    public async Task A_run_is_traced_with_its_phases_and_batches()
    {
        var sync = new TestSync().WithRows(25);

        var spans = await TraceAsync(() => sync.RunCompletedAsync());

        var run = Assert.Single(spans, span => span.OperationName == "sync.run");
        Assert.Equal(("things", "completed"), (run.GetTagItem(CensusSyncDiagnostics.SyncNameTag), run.GetTagItem(CensusSyncDiagnostics.OutcomeTag)));
        var send = Assert.Single(spans, span => span.OperationName == "sync.send");
        Assert.Equal([run.SpanId, run.SpanId], spans.Where(span => span.OperationName is "sync.plan" or "sync.send").Select(span => span.ParentSpanId));
        var batches = spans.Where(span => span.OperationName == "sync.batch").ToList();
        Assert.Equal([10, 10, 5], batches.Select(batch => (int)batch.GetTagItem("census.sync.batch.size")!).OrderDescending());
        Assert.All(batches, batch => Assert.Equal(send.SpanId, batch.ParentSpanId));
    }

    [Fact]
    public async Task Records_are_counted_by_outcome()
    {
        var sync = new TestSync().WithRows(10);
        sync.Source.Add(FieldValue.Null, "no key", 1m);
        sync.Destination.Refuses = key => key is "k3" or "k4";
        sync.Destination.Respond = key => key == "k5" ? RecordResult.Skipped(new("E", "No.")) : null;

        var measured = await MeasureAsync(() => sync.RunCompletedAsync());

        Assert.Equal(
            [("accepted", 7), ("invalid", 1), ("rejected", 2), ("skipped", 1)],
            measured.Where(m => m.Name == CensusSyncDiagnostics.Records).Select(m => (m.Outcome!, (int)m.Value)).Order());
        Assert.Equal(11, Assert.Single(measured, m => m.Name == CensusSyncDiagnostics.SourceRecords).Value);
        Assert.Equal(0, Assert.Single(measured, m => m.Name == CensusSyncDiagnostics.Backlog).Value);
        Assert.All(measured, m => Assert.Equal("things", m.Sync));
    }

    [Fact]
    public async Task A_run_that_stops_tells_why_how_long_it_took_and_what_is_left()
    {
        var sync = new TestSync().WithRows(25);
        sync.Destination.OnCall = call => call < 2 ? Task.CompletedTask : throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");

        var measured = await MeasureAsync(() => sync.RunAsync());

        var duration = Assert.Single(measured, m => m.Name == CensusSyncDiagnostics.RunDuration);
        Assert.Equal(("failed", SyncErrorCodes.QuotaExhausted), (duration.Outcome, duration.ErrorType));
        Assert.Equal(15, Assert.Single(measured, m => m.Name == CensusSyncDiagnostics.Backlog).Value);
    }

    [Fact]
    public async Task What_reading_the_source_has_cost_is_measured_and_traced()
    {
        var sync = new TestSync().WithRows(3);
        sync.Source.Cost = new() { Calls = 7, BytesReceived = 4_096, BytesBilled = 10_485_760, StatementId = "job_1" };
        List<Measurement> measured = [];

        var spans = await TraceAsync(async () => measured = await MeasureAsync(() => sync.RunCompletedAsync()));

        Assert.Equal(
            [(CensusSyncDiagnostics.SourceBytes, 4_096), (CensusSyncDiagnostics.SourceBytesBilled, 10_485_760), (CensusSyncDiagnostics.SourceCalls, 7)],
            measured.Where(m => m.Name.StartsWith("census.sync.source.", StringComparison.Ordinal) && m.Name != CensusSyncDiagnostics.SourceRecords).Select(m => (m.Name, (int)m.Value)).Order());
        var run = Assert.Single(spans, span => span.OperationName == "sync.run");
        Assert.Equal((7L, 4_096L, 10_485_760L, "job_1"), (
            run.GetTagItem("census.sync.source.calls"), run.GetTagItem("census.sync.source.bytes"), run.GetTagItem("census.sync.source.bytes_billed"), run.GetTagItem("census.sync.source.statement")));
    }

    [Fact]
    public async Task A_source_that_costs_nothing_measures_nothing()
    {
        var measured = await MeasureAsync(() => new TestSync().WithRows(3).RunCompletedAsync());

        Assert.DoesNotContain(measured, m => m.Name is CensusSyncDiagnostics.SourceCalls or CensusSyncDiagnostics.SourceBytes or CensusSyncDiagnostics.SourceBytesBilled);
    }

    [Fact]
    public async Task A_run_that_is_cancelled_says_so()
    {
        using var cancelled = new CancellationTokenSource();
        var sync = new TestSync().WithRows(5);
        sync.Destination.BeforeCommit = () =>
        {
            cancelled.Cancel();
            cancelled.Token.ThrowIfCancellationRequested();
        };

        var measured = await MeasureAsync(() => sync.AbortAsync(cancelled.Token));

        Assert.Equal("canceled", Assert.Single(measured, m => m.Name == CensusSyncDiagnostics.RunDuration).Outcome);
    }

    private static async Task<List<Activity>> TraceAsync(Func<Task> run)
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CensusSyncDiagnostics.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await run();
        return [.. spans];
    }

    private static async Task<List<Measurement>> MeasureAsync(Func<Task> run)
    {
        var measurements = new ConcurrentQueue<Measurement>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == CensusSyncDiagnostics.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => measurements.Enqueue(new(instrument.Name, value, tags)));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => measurements.Enqueue(new(instrument.Name, value, tags)));
        listener.Start();
        await run();
        return [.. measurements];
    }

    private sealed record Measurement(string Name, double Value)
    {
        public Measurement(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
            : this(name, value)
        {
            var all = tags.ToArray().ToDictionary(tag => tag.Key, tag => (string?)tag.Value);
            (Sync, Outcome, ErrorType) = (
                all.GetValueOrDefault(CensusSyncDiagnostics.SyncNameTag), all.GetValueOrDefault(CensusSyncDiagnostics.OutcomeTag), all.GetValueOrDefault("error.type"));
        }

        public string? Sync { get; }

        public string? Outcome { get; }

        public string? ErrorType { get; }
    }
}
