using Census.Sync;

namespace Gainsight.Client.Tests.Destination;

/// <summary>What a run costs.</summary>
public sealed class CallCountTests
{
    [Fact]
    public async Task A_first_load_of_503_companies_takes_11_writes_and_2_reads()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        var before = tenant.Calls.Count;

        var results = await destination.RunAsync(plan, 503);

        Assert.All(results, result => Assert.Equal(RecordEffect.Created, result.Effect));
        Assert.Equal(503, tenant.Emulator.Count("company"));
        Assert.Equal(11, tenant.Emulator.WriteCalls);
        Assert.Equal(13, tenant.Calls.Count - before);
        Assert.All(tenant.Calls, call => Assert.Equal(200, call.Status));
    }

    [Fact]
    public async Task Ten_thousand_new_companies_among_a_hundred_thousand_take_at_most_230_calls()
    {
        await using var tenant = await Tenant.StartAsync(options => options.CaptureBodies = false);
        tenant.SeedCompanies(Enumerable.Range(0, 100_000).Select(i => $"Other {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        var before = tenant.Calls.Count;

        var results = await destination.RunAsync(plan, 10_000);

        Assert.All(results, result => Assert.Equal(RecordEffect.Created, result.Effect));
        Assert.Equal(200, tenant.Emulator.WriteCalls);
        Assert.InRange(tenant.Calls.Count - before, 201, 230);
    }

    [Fact]
    public async Task Where_there_are_too_many_companies_to_read_each_batch_asks()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies(Enumerable.Range(0, 20_001).Select(i => $"Other {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        var before = tenant.Calls.Count;

        var results = await destination.RunAsync(plan, 300);

        Assert.All(results, result => Assert.Equal(RecordEffect.Created, result.Effect));
        Assert.Equal(1 + 6 + 6, tenant.Calls.Count - before);
    }

    [Fact]
    public async Task Keys_that_were_read_are_not_trusted_for_ever()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination(options => options.KnownKeysLifetime = TimeSpan.FromMinutes(30));
        var plan = await destination.CompanyPlanAsync("Name");
        await destination.PrepareRunAsync(plan, new(1_000, 0, 0), Tenant.Token);
        tenant.SeedCompanies("Company 0");
        tenant.Time.Advance(TimeSpan.FromMinutes(31));

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 1));

        Assert.Equal(RecordEffect.Updated, results[0].Effect);
    }

    [Fact]
    public async Task A_company_created_in_the_run_is_known_afterwards()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        await destination.PrepareRunAsync(plan, new(1_000, 0, 0), Tenant.Token);
        await destination.SyncAsync(plan, plan.Numbered(0, 1));

        var again = await destination.SyncAsync(plan, plan.Numbered(0, 1));

        Assert.Equal(RecordEffect.Updated, again[0].Effect);
        Assert.Equal(1, tenant.Emulator.Count("company"));
    }

    [Fact]
    public async Task Keys_that_several_companies_have_are_noticed_when_all_are_read()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 1", "Company 1");
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        await destination.PrepareRunAsync(plan, new(1_000, 0, 0), Tenant.Token);

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 2));

        Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Rejected], results.Outcomes());
    }

    [Theory]
    [InlineData(503, 0, 22, 0, 0)]
    [InlineData(0, 500, 10, 0, 0)]
    [InlineData(10_000, 0, 400, 7, 400 / 25_000d)]
    public async Task An_estimate_counts_calls_minutes_and_the_share_of_the_day(int unknown, int accepted, int calls, int minutes, double share)
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        var before = tenant.Calls.Count;

        var estimate = await destination.EstimateAsync(plan, new(unknown, accepted, 0), Tenant.Token);

        Assert.Equal(calls, estimate.Calls);
        Assert.Equal(minutes, (int)estimate.Duration.TotalMinutes);
        Assert.Equal(share == 0 ? calls / 25_000d : share, estimate.ShareOfDay);
        Assert.Equal(before, tenant.Calls.Count);
    }

    [Fact]
    public async Task An_estimate_counts_persons_once_and_every_name_that_may_be_looked_up()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var people = await destination.PlanAsync(
            GainsightObjects.RelationshipPerson, SyncOperation.Upsert, "SourceId", "Email", "Company_ID by Name", "Relationship_ID by Name");
        var relationships = await destination.PlanAsync(GainsightObjects.Relationship, SyncOperation.Upsert, "CompanyId by Name", "Name", "TypeId");
        relationships = new(relationships.Object, relationships.Operation, relationships.Fields, 0, 1);
        async Task<long> CallsAsync(SyncPlan plan, RunForecast forecast) => (await destination.EstimateAsync(plan, forecast, Tenant.Token)).Calls;

        Assert.Equal(1_000 + 40 + 40, await CallsAsync(people, new(2_000, 0, 0) { Groups = 1_000 }));
        Assert.Equal(2_000 + 40 + 40, await CallsAsync(people, new(2_000, 0, 0)));

        // Written, found whether they are known or not, and their companies found.
        Assert.Equal(20 + 20 + 20, await CallsAsync(relationships, new(500, 500, 0)));
    }

    [Fact]
    public async Task A_hundred_thousand_persons_are_estimated_at_four_days_of_half_the_quota()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Person, SyncOperation.Upsert, "Email");

        var estimate = await destination.EstimateAsync(plan, new(100_000, 0, 0), Tenant.Token);

        Assert.Equal((100_000, 4), (estimate.Calls, estimate.ShareOfDay));
        Assert.InRange(estimate.Duration, TimeSpan.FromDays(3), TimeSpan.FromDays(4));
    }
}
