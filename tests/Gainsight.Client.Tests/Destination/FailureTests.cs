using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Destination;

/// <summary>What stops a batch, and what is then said of its records.</summary>
public sealed class FailureTests
{
    public static TheoryData<string> LostAnswers { get; } = new("cut before", "cut after", "commit after the cut", "cut in the body", "html 502", "hang", "half a document", "too large");

    [Theory, MemberData(nameof(LostAnswers))]
    public async Task A_creation_whose_answer_is_lost_is_unknown_and_is_not_repeated(string fault)
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(FaultOf(fault), "/v1/data/objects/Company", "POST", when: call => call.IsWrite);

        var sync = destination.SyncAsync(plan, plan.Numbered(0, 3));
        if (fault == "hang")
        {
            await tenant.Emulator.Faults.WaitForHeldAsync(Tenant.Token);
            tenant.Time.EndHeldWaits();
        }

        var results = await sync;

        Assert.All(results, result => Assert.Equal(RecordOutcome.Unknown, result.Outcome));
        Assert.Equal(1, tenant.Emulator.TimesSent("company", "Company 1"));
    }

    [Theory, MemberData(nameof(LostAnswers))]
    public async Task After_a_lost_answer_records_in_doubt_converge_without_duplicates(string fault)
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        await destination.PrepareRunAsync(plan, new(1_000, 0, 0), Tenant.Token);
        tenant.Emulator.Faults.Add(FaultOf(fault), "/v1/data/objects/Company", "POST", when: call => call.IsWrite);
        var sync = destination.SyncAsync(plan, plan.Numbered(0, 3));
        if (fault == "hang")
        {
            await tenant.Emulator.Faults.WaitForHeldAsync(Tenant.Token);
            tenant.Time.EndHeldWaits();
        }

        await sync;
        await tenant.Emulator.Faults.ReleaseAsync(Tenant.Token);

        var inDoubt = await destination.SyncAsync(plan, plan.Numbered(0, 2, RecordKnowledge.InDoubt));
        var forgotten = await destination.SyncAsync(plan, plan.Numbered(2, 1));

        Assert.All([.. inDoubt, .. forgotten], result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.Equal(3, tenant.Emulator.Count("company"));
    }

    [Theory, InlineData("cut before"), InlineData("cut after"), InlineData("cut in the body"), InlineData("html 502")]
    public async Task An_update_whose_answer_is_lost_is_repeated(string fault)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 0");
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(FaultOf(fault), "/v1/data/objects/Company", "PUT");

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 1, RecordKnowledge.Accepted));

        Assert.Equal(RecordEffect.Updated, results[0].Effect);
        Assert.Equal(2, tenant.Emulator.WriteCalls);
    }

    [Theory, InlineData(0), InlineData(2)]
    public async Task Success_with_fewer_acknowledgements_than_records_is_unknown(int keep)
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(Fault.NoAcknowledgement(keep), when: call => call.IsWrite);

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 3));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Unknown, result.Outcome));
    }

    [Fact]
    public async Task A_failure_inside_a_200_is_no_success()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(Fault.ResultFalse("GSOBJ_1008"), when: call => call.IsWrite, count: null);
        tenant.SeedCompanies("Company 0");

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 1));

        Assert.Equal((RecordOutcome.Rejected, "GSOBJ_1008"), (results[0].Outcome, results[0].Problem!.Code));
    }

    [Fact]
    public async Task An_unexpected_error_inside_a_200_is_not_blamed_on_the_records()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(Fault.ResultFalse(), when: call => call.IsWrite);

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 2));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Unknown, result.Outcome));
    }

    [Fact]
    public async Task A_refused_key_stops_the_sync_and_nothing_is_rejected()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.RegenerateAccessKey("another");

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => destination.SyncAsync(plan, plan.Numbered(0, 2, RecordKnowledge.Accepted)));

        Assert.Equal(SyncErrorCodes.Unauthorized, error.Code);
        Assert.Contains("Connectors 2.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_refused_in_the_middle_of_a_batch_leaves_results_and_the_rest_deferred()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 1");
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(Fault.Unauthorized(), method: "PUT", count: null);

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 2));

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Deferred], results.Outcomes());
    }

    [Fact]
    public async Task A_key_that_was_replaced_is_asked_for_again()
    {
        await using var tenant = await Tenant.StartAsync();
        var key = GainsightEmulator.DefaultAccessKey;
        var destination = tenant.CreateDestination(options => (options.AccessKey, options.AccessKeyProvider) = (null, _ => new(key)));
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.RegenerateAccessKey(key = "another");

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 2));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
    }

    [Fact]
    public async Task A_key_provider_that_fails_leaves_nothing_in_doubt()
    {
        await using var tenant = await Tenant.StartAsync();
        var plan = await tenant.CreateDestination().CompanyPlanAsync("Name");
        var destination = tenant.CreateDestination(options => (options.AccessKey, options.AccessKeyProvider) = (null, _ => throw new IOException("The vault is away.")));

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => destination.SyncAsync(plan, plan.Numbered(0, 1)));

        Assert.Equal(SyncErrorCodes.Unauthorized, error.Code);
        Assert.IsType<IOException>(error.InnerException!.InnerException);
    }

    [Fact]
    public async Task A_store_of_the_quota_that_fails_leaves_nothing_in_doubt()
    {
        await using var tenant = await Tenant.StartAsync();
        var plan = await tenant.CreateDestination().CompanyPlanAsync("Name");
        await using var store = new BrokenStore();
        var destination = tenant.CreateDestination(options => options.QuotaStore = store);

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => destination.SyncAsync(plan, plan.Numbered(0, 1)));

        Assert.Equal(SyncErrorCodes.StateFailed, error.Code);
    }

    [Fact]
    public async Task A_caller_that_is_not_on_the_list_is_told_so()
    {
        await using var tenant = await Tenant.StartAsync(options => options.RefuseCallerAddress = true);

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => tenant.CreateDestination().CompanyPlanAsync("Name"));

        Assert.Equal(SyncErrorCodes.Unauthorized, error.Code);
        Assert.Contains("IP address", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(429, "GS_APIG_2404"), InlineData(429, "GU_2400"), InlineData(200, "GS_APIG_2404")]
    public async Task Throttling_is_waited_for_in_every_form(int status, string code)
    {
        await using var tenant = await Tenant.StartAsync(options => (options.ThrottleStatus, options.ThrottleCode, options.CallsPerMinute) = (status, code, 5));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.ConsumeQuota(5);

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 2));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.Contains(tenant.Calls, call => call.ErrorCode == code);
        Assert.Contains(tenant.Recorded.Entries, entry => entry.Id.Id == 2501);
    }

    [Fact]
    public async Task A_day_that_is_used_up_ends_the_sync_and_says_when_it_goes_on()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination(options => (options.CallsPerDay, options.QuotaShare) = (4, 1));
        var plan = await destination.CompanyPlanAsync("Name");
        await destination.SyncAsync(plan, plan.Numbered(0, 1));

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => destination.SyncAsync(plan, plan.Numbered(1, 1)));

        Assert.Equal(SyncErrorCodes.QuotaExhausted, error.Code);
        Assert.InRange(error.RetryAt!.Value - tenant.Time.GetUtcNow(), TimeSpan.FromHours(23.9), TimeSpan.FromHours(24));
        Assert.Equal(4, tenant.Calls.Count);
    }

    [Theory, InlineData("quota"), InlineData("401")]
    public async Task What_ends_a_call_between_two_attempts_leaves_it_in_doubt(string what)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 0");
        var destination = tenant.CreateDestination(options => (options.CallsPerDay, options.QuotaShare) = (what == "quota" ? 3 : 1_000, 1));
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(Fault.CutAfterCommit(), method: "PUT");
        tenant.Emulator.Faults.Add(Fault.Unauthorized(), method: "PUT");

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 1, RecordKnowledge.Accepted));

        Assert.Equal(RecordOutcome.Unknown, results[0].Outcome);
        Assert.True(tenant.Calls.First(call => call.IsWrite).Stored);
    }

    [Fact]
    public async Task A_quota_that_others_keep_using_up_ends_the_sync()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(Fault.TooManyRequests(), count: null);

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => destination.SyncAsync(plan, plan.Numbered(0, 1)));

        Assert.Equal(SyncErrorCodes.QuotaExhausted, error.Code);
        Assert.NotNull(error.RetryAt);
    }

    [Fact]
    public async Task A_redirect_and_an_unknown_route_are_a_wrong_address()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(Fault.Redirect(new("https://login.example.com/")));
        tenant.Emulator.Faults.Add(Fault.Reply(404, """{"result":false,"errorCode":"GS_APIG_1000"}"""));

        foreach (var _ in (int[])[1, 2])
        {
            var error = await Assert.ThrowsAsync<SyncDestinationException>(() => destination.SyncAsync(plan, plan.Numbered(0, 1)));
            Assert.Equal(SyncErrorCodes.WrongAddress, error.Code);
        }
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_leaves_nothing_in_doubt()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        var elsewhere = tenant.CreateDestination(options => options.BaseAddress = new("http://nowhere.localhost/"));

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => elsewhere.SyncAsync(plan, plan.Numbered(0, 1, RecordKnowledge.Accepted)));

        Assert.Equal(SyncErrorCodes.Unreachable, error.Code);
    }

    [Fact]
    public async Task A_read_that_fails_sends_nothing()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        tenant.Emulator.Faults.Add(Fault.Html(503), "/query/", count: null);

        var error = await Assert.ThrowsAsync<SyncDestinationException>(() => destination.SyncAsync(plan, plan.Numbered(0, 1)));

        Assert.Equal(SyncErrorCodes.Unreachable, error.Code);
        Assert.Equal(0, tenant.Emulator.WriteCalls);
    }

    private static Fault FaultOf(string name) => name switch
    {
        "cut before" => Fault.CutBeforeCommit(),
        "cut after" => Fault.CutAfterCommit(),
        "commit after the cut" => Fault.CommitAfterCut(),
        "cut in the body" => Fault.CutInBody(),
        "html 502" => Fault.Html(),
        "hang" => Fault.Hang(afterCommit: true),
        "half a document" => Fault.MalformedJson(),
        _ => Fault.OversizedBody(70_000_000),
    };

    private sealed class BrokenStore : QuotaStore
    {
        public override ValueTask<QuotaReservation> ReserveAsync(QuotaRequest request, CancellationToken cancellationToken = default) =>
            throw new SyncStateException("The disk is full.");

        public override ValueTask CompleteAsync(string quota, long id, int used, DateTimeOffset answeredAt, CancellationToken cancellationToken = default) =>
            default;
    }
}
