using System.Text.Json;
using System.Text.Json.Nodes;

namespace Census.Sync.ConformanceTests;

public abstract partial class SyncDestinationConformance<TSubject>
{
    [Theory, MemberData(nameof(Operations))]
    public async Task What_is_shown_is_what_goes_on_the_wire_and_showing_makes_no_call(SyncOperation operation)
    {
        await SeedAsNeededAsync(operation, Numbers(4));
        var plan = await PlanAsync(Destination, operation);
        using var batch = Batch(plan, KnowledgeFor(operation), [Sample(0), Sample(1), WithoutKey(2), Sample(3)]);
        var before = Subject.Calls.Count;

        using var stream = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(stream))
            await Destination.RenderAsync(plan, batch, writer, Cancellation);

        Assert.Equal(before, Subject.Calls.Count);
        var shown = Subject.BodiesIn(JsonNode.Parse(stream.ToArray())).ToList();
        Noted(await Destination.SyncBatchAsync(plan, batch, Cancellation));
        var sent = Subject.Calls.Skip(before).Where(call => call.IsWrite).ToList();
        Assert.NotEmpty(sent);
        foreach (var call in sent.Where(call => call.Body.Length > 0))
            Assert.Contains(shown, body => Subject.IsShown(body, JsonNode.Parse(call.Body)));
        Assert.All(shown, body => Assert.DoesNotContain(Value(2, 1), body?.ToJsonString() ?? "", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Behaviors))]
    public async Task A_dry_run_writes_nothing_and_its_estimate_is_what_the_run_costs(SyncBehavior behavior)
    {
        var operation = OperationOf(behavior);
        var size = (await Destination.GetSyncSpeedAsync(await PlanAsync(Destination, operation), Cancellation)).MaximumBatchSize;
        var numbers = Numbers(2 * size + 3);
        var sync = await ArrangeAsync(behavior, numbers);
        var before = WriteCalls;

        var dry = await RunAsync(sync, new() { DryRun = true });

        Assert.Equal((SyncRunStatus.Completed, true), (dry.Status, dry.DryRun));
        Assert.Equal(before, WriteCalls);
        AssertNotDone(operation, numbers);
        Assert.Equal(new SyncRunOptions().PreviewedRecords, dry.Payloads.First(payload => payload.Operation == operation).Records);

        // To delete may take no body.
        Assert.All(dry.Payloads.Where(payload => payload.Operation != SyncOperation.Delete), payload => Assert.NotEmpty(Subject.BodiesIn(JsonNode.Parse(payload.Json))));
        var calls = Subject.Calls.Count;
        await RunCompletedAsync(sync);
        AssertDone(operation, numbers);

        // An estimate is the most that a run costs; what it finds out at its start, or knows, may make it half of that.
        var made = Subject.Calls.Count - calls;
        Assert.InRange(made, dry.Estimate!.Calls / 2, dry.Estimate.Calls);
    }
}
