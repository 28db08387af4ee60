using System.Text;
using Census.Sync;
using Census.Sync.Emulators;

namespace Enterpret.Client.Tests.Sending;

/// <summary>Whatever happens to a request, nothing is lost, and only what was under way is sent again.</summary>
public class InFlightTests
{
    private const int Records = 60;

    // The fault, and how often the records of the request that it hits are sent.
    public static TheoryData<string, int> Faults() => new()
    {
        { "429", 2 },
        { "429 with Retry-After", 2 },
        { "413", 2 },
        { "HTML 502", 2 },
        { "gateway time-out after 29 s", 2 },
        { "cut before the commit", 2 },
        { "cut after the commit", 2 },
        { "commit after the cut", 2 },
        { "no answer within the attempt", 2 },
        { "200 with an empty body", 1 },
    };

    [Theory, MemberData(nameof(Faults))]
    public async Task Nothing_is_lost_and_only_what_was_under_way_is_sent_again(string fault, int times)
    {
        await using var workspace = await Workspace.StartAsync();
        var isHeld = fault == "no answer within the attempt";
        workspace.Emulator.Faults.Add(Of(fault), nth: 2);
        var reviews = Make.Reviews(Records);

        var sending = workspace.CreateClient().Feedback.SendAsync(reviews, Workspace.Token);
        if (isHeld)
        {
            await workspace.Emulator.Faults.WaitForHeldAsync(Workspace.Token);
            workspace.Time.EndHeldWaits();
        }

        var result = await sending;
        await workspace.Emulator.Faults.ReleaseAsync(Workspace.Token);
        await workspace.Emulator.Faults.SettleAsync(Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.Equal(reviews.Select(review => review.Id).Order(), workspace.Emulator.Records.Select(record => (string)record["id"]!).Order());
        Assert.All(workspace.Calls, call => Assert.Null(call.Fault?.StartsWith("emulator failed", StringComparison.Ordinal) == true ? call.Fault : null));
        var hit = workspace.Calls[1].Ids.ToHashSet();
        Assert.Equal(20, hit.Count);
        Assert.All(reviews, review => Assert.Equal(hit.Contains(review.Id) ? times : 1, workspace.Emulator.TimesSent("records", review.Id)));
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task A_sync_is_told_the_same(string fault, int times)
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Of(fault));
        var destination = workspace.CreateDestination();
        var target = (await destination.ListObjectsAsync(Workspace.Token)).Single(o => o.Name == EnterpretObjects.Reviews.ObjectName);
        var fields = await destination.ListFieldsAsync(target.Name, Workspace.Token);
        var plan = new SyncPlan(target, SyncOperation.Insert, [.. fields.Where(field => field.IsRequired).Select(field => new PlanField(field))], 0);
        using var batch = new RecordBatch(plan.Schema);
        for (var i = 0; i < 20; i++)
            batch.Add([$"r{i}", "text", Make.Day], RecordKnowledge.Unknown);

        var sending = destination.SyncBatchAsync(plan, batch, Workspace.Token).AsTask();
        if (fault == "no answer within the attempt")
        {
            await workspace.Emulator.Faults.WaitForHeldAsync(Workspace.Token);
            workspace.Time.EndHeldWaits();
        }

        var results = await sending;
        await workspace.Emulator.Faults.ReleaseAsync(Workspace.Token);
        await workspace.Emulator.Faults.SettleAsync(Workspace.Token);

        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.Equal(20, workspace.Emulator.Records.Count);
        Assert.All(Enumerable.Range(0, 20), i => Assert.Equal(times, workspace.Emulator.TimesSent("records", $"r{i}")));
    }

    [Fact]
    public async Task Bodies_of_many_bytes_a_letter_are_full_and_never_too_large()
    {
        await using var workspace = await Workspace.StartAsync(options => (options.CallsPerMinute, options.MaxRecordsPerCall) = (int.MaxValue, 100));
        var limits = EnterpretLimits.Documented2026 with { RequestsPerMinute = int.MaxValue };
        var random = new Random(7);
        var reviews = Enumerable.Range(0, 600).Select(number => Make.Review(number, TextOf(random))).ToList();

        var result = await workspace.CreateClient(options => (options.Feedback.Limits, options.MaximumParallelRequests) = (limits, 1)).Feedback.SendAsync(reviews, Workspace.Token);

        Assert.True(result.AllDelivered);
        Assert.All(workspace.Calls, call => Assert.InRange(call.RequestBytes, 1, limits.MaximumBytes));
        for (var i = 0; i + 1 < workspace.Calls.Count; i++)
        {
            // The first record of the next request would not have fitted.
            var next = workspace.Sent(i + 1, "records")[0]!;
            var bytes = Encoding.UTF8.GetByteCount(workspace.CreateClient().Feedback.Render(reviews.Single(review => review.Id == (string)next["id"]!))) - """{"records":[]}""".Length;
            Assert.True(workspace.Calls[i].Records == limits.MaximumRecords || workspace.Calls[i].RequestBytes + 1 + bytes > limits.MaximumBytes);
        }
    }

    private static string TextOf(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 3000)).Select(_ => random.Next(5) switch { 0 => "ä", 1 => "日", 2 => "😀", 3 => "\"", _ => "a" }));

    private static Fault Of(string name) => name switch
    {
        "429" => Fault.TooManyRequests(),
        "429 with Retry-After" => Fault.TooManyRequests(TimeSpan.FromSeconds(7)),
        "413" => Fault.Reply(413, """{"msg":"too large","code":"ErrCodePayloadTooLarge","referenceID":"8B5OQA"}"""),
        "HTML 502" => Fault.Html(502),
        "gateway time-out after 29 s" => Fault.Reply(504, """{"message":"Endpoint request timed out"}"""),
        "cut before the commit" => Fault.CutBeforeCommit(),
        "cut after the commit" => Fault.CutAfterCommit(),
        "commit after the cut" => Fault.CommitAfterCut(),
        "no answer within the attempt" => Fault.Hang(afterCommit: true),
        _ => Fault.NoAcknowledgement(),
    };
}
