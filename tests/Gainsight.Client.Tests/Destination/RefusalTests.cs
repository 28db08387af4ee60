using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Destination;

/// <summary>Batches that Gainsight refuses because of some of their records.</summary>
public sealed class RefusalTests
{
    [Theory, InlineData(GainsightErrorDetail.Nested, 2), InlineData(GainsightErrorDetail.Flat, 2), InlineData(GainsightErrorDetail.None, 10)]
    public async Task One_bad_record_of_50_costs_two_writes_if_it_is_named_and_few_if_not(GainsightErrorDetail detail, int most)
    {
        await using var tenant = await Tenant.StartAsync(options => options.ErrorDetail = detail);
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Stage");

        var results = await destination.SyncAsync(plan, plan.Batch(Companies(50, bad: i => i == 33)));

        Assert.Equal(49, results.Count(result => result.Outcome == RecordOutcome.Succeeded));
        Assert.Equal("GSOBJ_1012", results[33].Problem!.Code);
        Assert.Equal(detail == GainsightErrorDetail.None ? null : "Stage", results[33].Problem!.Field);
        Assert.DoesNotContain("canary", results[33].Problem!.ToString(), StringComparison.Ordinal);
        Assert.InRange(tenant.Emulator.WriteCalls, 2, most);
        Assert.Equal(49, tenant.Emulator.Count("company"));
    }

    [Fact]
    public async Task Several_records_with_the_same_bad_value_are_all_named()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Stage");

        var results = await destination.SyncAsync(plan, plan.Batch(Companies(50, bad: i => i % 10 == 0)));

        Assert.Equal(5, results.Count(result => result.Outcome == RecordOutcome.Rejected));
        Assert.Equal(2, tenant.Emulator.WriteCalls);
    }

    [Fact]
    public async Task A_bad_record_among_updates_is_isolated_too()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies(Enumerable.Range(0, 50).Select(i => $"Company {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Stage");

        var results = await destination.SyncAsync(plan, plan.Batch(RecordKnowledge.Accepted, Companies(50, bad: i => i == 7)));

        Assert.Equal(RecordOutcome.Rejected, results[7].Outcome);
        Assert.Equal(49, tenant.Emulator.Records("company").Count(company => company["Stage"] is not null));
        Assert.Equal(2, tenant.Emulator.WriteCalls);
    }

    [Fact]
    public async Task A_value_bad_in_all_records_that_nobody_names_stops_early()
    {
        await using var tenant = await Tenant.StartAsync(options => options.ErrorDetail = GainsightErrorDetail.None);
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Stage");

        var results = await destination.SyncAsync(plan, plan.Batch(Companies(50, bad: _ => true)));

        Assert.InRange(tenant.Emulator.WriteCalls, 1, 50);
        Assert.Equal(10, results.Count(result => result.Outcome == RecordOutcome.Rejected));
        Assert.Equal(40, results.Count(result => result is { Outcome: RecordOutcome.Retryable, Problem.Code: SyncErrorCodes.NearlyAllRejected }));
        Assert.Equal(0, tenant.Emulator.Count("company"));
    }

    [Fact]
    public async Task Bad_values_of_many_types_are_attributed()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.DeclareField("company", new("Short__gc", "STRING") { Length = 3 });
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Short__gc", "SfdcAccountId", "Tags", "Csm");
        FieldValue none = FieldValue.Absent;

        var results = await destination.SyncAsync(plan, plan.Batch(
            ["A", "long", none, none, none],
            ["B", none, "not an id", none, none],
            ["C", none, none, FieldValue.FromArray(["Beta", "canary"]), none],
            ["D", none, none, none, "no gsid"],
            ["E", none, none, none, none]));

        Assert.Equal(["Short__gc", "SfdcAccountId", "Tags", "Csm", null], results.Select(result => result.Problem?.Field));
        Assert.Equal(RecordOutcome.Succeeded, results[4].Outcome);
        Assert.Equal(2, tenant.Emulator.WriteCalls);
    }

    [Fact]
    public async Task Success_with_errors_is_read_record_by_record()
    {
        await using var tenant = await Tenant.StartAsync(options => options.RowFailure = GainsightRowFailure.WriteOthers);
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Stage");

        var results = await destination.SyncAsync(plan, plan.Batch(Companies(5, bad: i => i == 2)));

        Assert.Equal(RecordOutcome.Rejected, results[2].Outcome);
        foreach (var i in new[] { 0, 1, 3, 4 })
            Assert.Equal($"Company {i}", tenant.Emulator.Find("company", "Gsid", results[i].DestinationId!)!["Name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_lookup_is_resolved_by_gainsight()
    {
        await using var tenant = await Tenant.StartAsync();
        var users = tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Ann", ["Email"] = "ann@x.com" }, new JsonObject { ["Name"] = "Bob", ["Email"] = "bob@x.com" });
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Csm by Email");

        var results = await destination.SyncAsync(plan, plan.Batch(["A", "bob@x.com"], ["B", FieldValue.Null], ["C", FieldValue.Absent]));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.Equal(users[1], tenant.Emulator.Find("company", "Name", "A")!["Csm"]!.GetValue<string>());
        var lookup = tenant.Body(tenant.Calls.Count - 1)["lookups"]!["Csm"]!;
        Assert.Equal(("gsuser", "Gsid", "MARKASERROR", "ERROR"),
            ((string)lookup["objectName"]!, (string)lookup["lookupField"]!, (string)lookup["multiMatchOption"]!, (string)lookup["onNoMatch"]!));
    }

    [Theory, InlineData(RecordKnowledge.Unknown), InlineData(RecordKnowledge.Accepted)]
    public async Task A_lookup_that_matches_nothing_rejects_its_record_alone(RecordKnowledge knowledge)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Ann", ["Email"] = "ann@x.com" });
        if (knowledge == RecordKnowledge.Accepted)
            tenant.SeedCompanies(Enumerable.Range(0, 6).Select(i => $"Company {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Csm by Email");

        var results = await destination.SyncAsync(
            plan, plan.Batch(knowledge, Enumerable.Range(0, 6).Select(i => new FieldValue[] { $"Company {i}", i == 4 ? "nobody@x.com" : "ann@x.com" })));

        Assert.Equal("GSOBJ_1011", results[4].Problem!.Code);
        Assert.Equal(5, results.Count(result => result.Outcome == RecordOutcome.Succeeded));
        Assert.Equal(5, tenant.Emulator.Records("company").Count(company => company["Csm"] is not null));
    }

    [Fact]
    public async Task A_lookup_may_take_the_first_match_and_clear_the_field_if_there_is_none()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Ann", ["Email"] = "a@x.com" }, new JsonObject { ["Name"] = "Ann", ["Email"] = "b@x.com" });
        var destination = tenant.CreateDestination(options => options.Lookups = new() { TakeFirstMatch = true, ClearIfNoMatch = true });
        var plan = await destination.CompanyPlanAsync("Name", "Csm by Name");

        var results = await destination.SyncAsync(plan, plan.Batch(["A", "Ann"], ["B", "Zoe"]));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.NotNull(tenant.Emulator.Find("company", "Name", "A")!["Csm"]);
        Assert.Null(tenant.Emulator.Find("company", "Name", "B")!["Csm"]);
    }

    [Fact]
    public async Task Records_too_large_together_are_sent_in_halves()
    {
        await using var tenant = await Tenant.StartAsync(options => options.MaxBodyBytes = 4_000);
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Industry");

        var results = await destination.SyncAsync(plan, plan.Batch(Enumerable.Range(0, 40).Select(i => new FieldValue[] { $"Company {i}", new string('x', 200) })));

        Assert.All(results, result => Assert.Equal(RecordOutcome.Succeeded, result.Outcome));
        Assert.Equal(40, tenant.Emulator.Count("company"));
    }

    private static IEnumerable<FieldValue[]> Companies(int count, Func<int, bool> bad) =>
        Enumerable.Range(0, count).Select(i => new FieldValue[] { $"Company {i}", bad(i) ? "canary stage" : "Launched" });
}
