using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.People;

public sealed class PeopleTests
{
    [Fact]
    public async Task A_person_is_created_and_then_updated_by_the_address()
    {
        await using var tenant = await Tenant.StartAsync();
        var people = tenant.CreateClient().People;

        var first = await people.UpsertAsync(new GainsightPerson("Ann@x.com") { FirstName = "Ann", EmailOptOut = false }, Tenant.Token);
        var second = await people.UpsertAsync(new GainsightPerson("ann@X.com") { LastName = "Lee" }, Tenant.Token);

        Assert.Equal((GainsightWriteOutcome.Written, first.Gsid), (second.Outcome, second.Gsid));
        var person = Assert.Single(tenant.Emulator.Records("person"));
        Assert.Equal(("Ann", "Lee"), ((string)person["FirstName"]!, (string)person["LastName"]!));
        Assert.All(tenant.Calls, call => Assert.Equal("/v1/peoplemgmt/v1.0/people", call.Path));
    }

    [Fact]
    public async Task An_answer_without_data_is_success_without_an_id()
    {
        await using var tenant = await Tenant.StartAsync(options => options.EmptyPersonAnswer = true);

        var result = await tenant.CreateClient().People.UpsertAsync(new GainsightPerson("ann@x.com"), Tenant.Token);

        Assert.Equal((true, null), (result.Succeeded, result.Gsid));
    }

    [Fact]
    public async Task Persons_of_one_address_are_rejected()
    {
        await using var tenant = await Tenant.StartAsync();

        var report = await tenant.CreateClient().People.UpsertAsync([new("ann@x.com"), new(" ANN@x.com "), new("bob@x.com")], Tenant.Token);

        Assert.Equal(["duplicate_key", "duplicate_key", null], report.Results.Select(result => result.ErrorCode));
    }

    [Fact]
    public async Task A_sync_sends_one_person_a_call_and_rejects_only_the_bad_ones()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Person, SyncOperation.Upsert, "Email", "LastName", "LinkedinUrl");

        var results = await destination.SyncAsync(plan, plan.Batch(Enumerable.Range(0, 20).Select(i =>
            new FieldValue[] { i == 3 ? "canary" : $"p{i}@x.com", $"Person {i}", FieldValue.Absent })));

        Assert.Equal(19, results.Count(result => result.Outcome == RecordOutcome.Succeeded));
        Assert.Equal("GSOBJ_VDTEMAIL1001", results[3].Problem!.Code);
        Assert.Equal(20, tenant.Emulator.WriteCalls);
        Assert.DoesNotContain("canary", results[3].Problem!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_answer_is_repeated_since_that_is_safe()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.CutAfterCommit());

        var result = await tenant.CreateClient().People.UpsertAsync(new GainsightPerson("ann@x.com"), Tenant.Token);

        Assert.True(result.Succeeded);
        Assert.Equal((1, 2), (tenant.Emulator.Count("person"), tenant.Emulator.TimesSent("person", "ann@x.com")));
    }

    [Fact]
    public async Task An_answer_that_stays_lost_is_unknown_and_the_rest_deferred()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Person, SyncOperation.Upsert, "Email");
        tenant.Emulator.Faults.Add(Fault.CutAfterCommit(), when: call => call.IsWrite, nth: 2, count: null);

        var results = await destination.SyncAsync(plan, plan.Batch(["a@x.com"], ["b@x.com"], ["c@x.com"]));

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Unknown, RecordOutcome.Deferred], results.Outcomes());
    }

    [Fact]
    public async Task Persons_refused_one_after_the_other_for_the_same_reason_stop_the_batch()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Person, SyncOperation.Upsert, "Email");

        var results = await destination.SyncAsync(plan, plan.Batch(Enumerable.Range(0, 20).Select(i => new FieldValue[] { $"no address {i}" })));

        Assert.Equal(10, tenant.Emulator.WriteCalls);
        Assert.Equal(10, results.Count(result => result is { Outcome: RecordOutcome.Retryable, Problem.Code: SyncErrorCodes.NearlyAllRejected }));
    }

    [Fact]
    public async Task Persons_are_found_by_their_addresses_in_any_case()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Person, SyncOperation.Upsert, "Email");
        var written = await destination.SyncAsync(plan, plan.Batch(["ann@x.com"]));
        using var batch = plan.Batch(["Ann@X.com"], ["nobody@x.com"]);

        var found = await destination.FindAsync(plan, batch, Tenant.Token);

        Assert.Equal([FindOutcome.One, FindOutcome.Absent], found.Select(result => result.Outcome));
        Assert.Equal(written[0].DestinationId, found[0].DestinationId);
    }
}
