using System.Diagnostics;
using System.Diagnostics.Metrics;
using static Census.Sync.Http.Tests.Calls.ScriptedServer;

namespace Census.Sync.Http.Tests.Calls;

[CollectionDefinition(nameof(DiagnosticsTests), DisableParallelization = true)]
public sealed class RunsAlone;

/// <summary>Listens to the whole process, therefore alone.</summary>
[Collection(nameof(DiagnosticsTests))]
public sealed class DiagnosticsTests
{
    [Fact]
    public async Task A_call_is_one_span_with_its_outcome_and_nothing_secret()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == HttpDiagnostics.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        await using var fixture = await PipelineFixture.StartAsync(Status(500), Status(400, "canary-body"));

        await fixture.SendAsync(body: "canary-body", pipeline: fixture.Create(new ApiSecret("canary-key")));

        var span = Assert.Single(spans);
        Assert.Equal("Test", span.DisplayName);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        var tags = span.TagObjects.ToDictionary();
        Assert.Equal(400, tags["http.response.status_code"]);
        Assert.Equal(2, tags["census.sync.attempts"]);
        Assert.DoesNotContain(tags.Values, value => value!.ToString()!.Contains("canary", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Attempts_retries_and_throttling_are_counted_by_operation()
    {
        var seen = new List<(string Instrument, string? Operation)>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == HttpDiagnostics.MeterName)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument, tags));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(instrument, tags));
        listener.Start();
        await using var fixture = await PipelineFixture.StartAsync(Status(500), Status(429), Status(200));

        await fixture.SendAsync();

        Assert.All(seen, measured => Assert.Equal("Test", measured.Operation));
        Assert.Equal(3, seen.Count(measured => measured.Instrument == "census.sync.http.attempt.duration"));
        Assert.Equal(1, seen.Count(measured => measured.Instrument == "census.sync.http.retries"));
        Assert.Equal(1, seen.Count(measured => measured.Instrument == "census.sync.http.throttled"));

        void Note(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            lock (seen)
                seen.Add((instrument.Name, tags.ToArray().FirstOrDefault(tag => tag.Key == "operation").Value as string));
        }
    }
}
