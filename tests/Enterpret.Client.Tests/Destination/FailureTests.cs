using Census.Sync;
using Census.Sync.Emulators;
using static Enterpret.Client.Tests.Destination.DestinationFixture;

namespace Enterpret.Client.Tests.Destination;

public class FailureTests
{
    private const string Refused = """{"msg":"canary","code":"ErrCodeInvalidFieldFormat","referenceID":"X"}""";

    [Fact]
    public async Task A_record_that_the_vendor_refuses_is_found_and_the_others_succeed()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Reply(400, Refused), count: null, when: call => call.Ids.Contains("u9"));

        var results = await SyncAsync(workspace.CreateDestination(), 15);

        Assert.Equal(RecordOutcome.Rejected, results[9].Outcome);
        Assert.Equal("ErrCodeInvalidFieldFormat", results[9].Problem!.Code);
        Assert.DoesNotContain("canary", results[9].Problem!.Message, StringComparison.Ordinal);
        Assert.Equal(14, results.Count(result => result.Outcome == RecordOutcome.Succeeded));
        Assert.InRange(workspace.Calls.Count, 2, 13);
    }

    [Fact]
    public async Task When_all_are_refused_alike_the_rest_can_be_retried_and_says_why()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Reply(400, Refused), count: null);

        var results = await SyncAsync(workspace.CreateDestination(), 15);

        Assert.InRange(workspace.Calls.Count, 10, 50);
        Assert.Equal(10, results.Count(result => result.Outcome == RecordOutcome.Rejected));
        Assert.All(
            results.Where(result => result.Outcome != RecordOutcome.Rejected),
            result => Assert.Equal((RecordOutcome.Retryable, SyncErrorCodes.NearlyAllRejected), (result.Outcome, result.Problem!.Code)));
    }

    public static TheoryData<Fault, string> Stops() => new()
    {
        { Fault.Unauthorized(), SyncErrorCodes.Unauthorized },
        { Fault.Reply(403, "<html/>", "text/html"), SyncErrorCodes.Unauthorized },
        { Fault.Reply(404, "{}"), SyncErrorCodes.WrongAddress },
        { Fault.Reply(405, ""), SyncErrorCodes.WrongAddress },
        { Fault.Redirect(new("https://elsewhere.example")), SyncErrorCodes.WrongAddress },
        { Fault.TooManyRequests(), SyncErrorCodes.QuotaExhausted },
    };

    [Theory, MemberData(nameof(Stops), DisableDiscoveryEnumeration = true)]
    public async Task What_concerns_the_destination_as_a_whole_is_thrown_when_nothing_was_sent(Fault fault, string code)
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(fault, count: null);

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => SyncAsync(workspace.CreateDestination(), 3));

        Assert.Equal(code, error.Code);
        Assert.Equal(code == SyncErrorCodes.QuotaExhausted, error.RetryAt is not null);
        Assert.True(error.RetryAt is null || error.RetryAt > workspace.Time.GetUtcNow() - TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_quota_that_is_empty_for_hours_is_thrown_with_its_end()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.TooManyRequests(TimeSpan.FromHours(3)));

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => SyncAsync(workspace.CreateDestination(), 3));

        Assert.Equal(SyncErrorCodes.QuotaExhausted, error.Code);
        Assert.Equal(3, (error.RetryAt!.Value - workspace.Calls[0].Time).TotalHours, 0.01);
    }

    [Fact]
    public async Task A_service_that_cannot_be_reached_is_thrown()
    {
        await using var workspace = await Workspace.StartAsync();

        var error = await Assert.ThrowsAsync<SyncDestinationException>(
            () => SyncAsync(workspace.CreateDestination(options => options.BaseAddress = new("http://nowhere.localhost")), 3));

        Assert.Equal(SyncErrorCodes.Unreachable, error.Code);
    }

    [Fact]
    public async Task A_key_provider_that_fails_is_thrown()
    {
        await using var workspace = await Workspace.StartAsync();
        var destination = workspace.CreateDestination(options => (options.UsersApiKey, options.UsersApiKeyProvider) = (null, _ => throw new TimeoutException()));

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => SyncAsync(destination, 3));

        Assert.Equal(SyncErrorCodes.Unauthorized, error.Code);
        Assert.IsType<TimeoutException>(error.InnerException);
    }

    [Fact]
    public async Task A_batch_that_is_stopped_while_it_is_split_defers_what_was_not_sent()
    {
        await using var workspace = await Workspace.StartAsync();
        workspace.Emulator.Faults.Add(Fault.Reply(400, """{"code":"ErrCodeExceededBatchLimit"}"""), when: call => call.Records > 8);
        workspace.Emulator.Faults.Add(Fault.Unauthorized(), nth: 2, count: null);

        var results = await SyncAsync(workspace.CreateDestination(), 15);

        Assert.Equal(8, results.Count(result => result.Outcome == RecordOutcome.Succeeded));
        Assert.Equal(7, results.Count(result => result.Outcome == RecordOutcome.Deferred));
    }

    private static async Task<IReadOnlyList<RecordResult>> SyncAsync(EnterpretDestination destination, int count)
    {
        var plan = await PlanAsync(destination, EnterpretObjects.User, SyncOperation.Upsert);
        using var batch = new RecordBatch(plan.Schema);
        for (var i = 0; i < count; i++)
            batch.Add($"u{i}");
        return await destination.SyncBatchAsync(plan, batch, Workspace.Token);
    }
}
