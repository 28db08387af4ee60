using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Destination;

/// <summary>How few calls it takes to find what Gainsight refused, and what is learned from it.</summary>
public sealed class SearchTests
{
    [Fact]
    public async Task A_value_bad_in_all_of_several_batches_at_once_costs_one_search()
    {
        await using var tenant = await Tenant.StartAsync(options => options.ErrorDetail = GainsightErrorDetail.None);
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Stage");

        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(batch => destination.SyncAsync(plan, plan.Batch(Companies(batch, bad: _ => true)))));

        Assert.InRange(tenant.Emulator.WriteCalls, 15, 18);
        Assert.Equal(10, results.Sum(batch => batch.Count(result => result.Outcome == RecordOutcome.Rejected)));
        Assert.Equal(190, results.Sum(batch => batch.Count(result => result is { Outcome: RecordOutcome.Retryable, Problem.Code: SyncErrorCodes.NearlyAllRejected })));
    }

    [Fact]
    public async Task A_batch_that_is_bad_as_a_whole_holds_up_no_other()
    {
        await using var tenant = await Tenant.StartAsync(options => options.ErrorDetail = GainsightErrorDetail.None);
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Stage");
        await destination.SyncAsync(plan, plan.Batch(["First", "Launched"]));

        var results = await Task.WhenAll(
            destination.SyncAsync(plan, plan.Batch(Companies(0, bad: _ => true))),
            destination.SyncAsync(plan, plan.Batch(Companies(1, bad: i => i % 7 == 0))),
            destination.SyncAsync(plan, plan.Batch(Companies(2, bad: i => i == 49))));

        Assert.Equal(10, results[0].Count(result => result.Outcome == RecordOutcome.Rejected));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i % 7 == 0 ? RecordOutcome.Rejected : RecordOutcome.Succeeded), results[1].Outcomes());
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i == 49 ? RecordOutcome.Rejected : RecordOutcome.Succeeded), results[2].Outcomes());
    }

    [Fact]
    public async Task A_batch_is_put_off_once_for_another_that_was_given_up_and_then_searched()
    {
        await using var tenant = await Tenant.StartAsync(options => options.ErrorDetail = GainsightErrorDetail.None);
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Stage");
        await destination.SyncAsync(plan, plan.Batch(Companies(0, bad: _ => true)));
        var before = tenant.Emulator.WriteCalls;

        var first = await destination.SyncAsync(plan, plan.Batch(Companies(1, bad: i => i == 20)));
        Assert.All(first, result => Assert.Equal((RecordOutcome.Retryable, SyncErrorCodes.NearlyAllRejected), (result.Outcome, result.Problem!.Code)));
        Assert.Equal(before + 1, tenant.Emulator.WriteCalls);

        var second = await destination.SyncAsync(plan, plan.Batch(Companies(1, bad: i => i == 20)));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i == 20 ? RecordOutcome.Rejected : RecordOutcome.Succeeded), second.Outcomes());
    }

    [Theory, InlineData(true, 2), InlineData(false, 5)]
    public async Task An_error_that_several_values_fit_is_told_by_its_place_if_the_list_has_one_for_each_record(bool hasPlaces, int calls)
    {
        await using var tenant = await Tenant.StartAsync(options => (options.ListGoodRows, options.MultiMatch) = (hasPlaces, GainsightMultiMatch.FailCall));
        int[] branches = [0, 1, 2, 3, 4, 5, 5, 6, 7];
        tenant.Emulator.Seed("company", branches.Select(branch => new JsonObject { ["Name"] = "Acme", ["Industry"] = $"Branch {branch}" }));
        var destination = tenant.CreateDestination();
        var single = await destination.CompanyPlanAsync("Name", "Industry", "Summary");
        var plan = new SyncPlan(single.Object, SyncOperation.Upsert, single.Fields, 0, 1);

        var results = await destination.SyncAsync(
            plan, plan.Batch(RecordKnowledge.Accepted, Enumerable.Range(0, 8).Select(i => new FieldValue[] { "Acme", $"Branch {i}", "Renewed" })));

        Assert.Equal(Enumerable.Range(0, 8).Select(i => i == 5 ? RecordOutcome.Rejected : RecordOutcome.Succeeded), results.Outcomes());
        Assert.Equal("Name", results[5].Problem!.Field);
        Assert.Equal(calls, tenant.Emulator.WriteCalls);
    }

    [Fact]
    public async Task A_text_that_was_refused_for_its_length_costs_no_call_again_for_a_while()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.DeclareField("company", new("Short__gc", "STRING") { Length = 3 });
        tenant.SeedCompanies("A", "B", "C");
        var companies = tenant.CreateClient().Companies;
        await UpdateAsync("eight-ch");
        var before = tenant.Emulator.WriteCalls;

        var longer = await UpdateAsync("longer than that");
        Assert.Equal(("GSOBJ_1001", "Short__gc", before), (longer.ErrorCode, longer.Field, tenant.Emulator.WriteCalls));
        Assert.Equal(GainsightWriteOutcome.Updated, (await UpdateAsync("abc")).Outcome);
        tenant.Time.Advance(TimeSpan.FromMinutes(11));
        await UpdateAsync("longer than that");

        Assert.Equal(before + 2, tenant.Emulator.WriteCalls);

        async Task<GainsightWriteResult> UpdateAsync(string text) =>
            (await companies.UpdateAsync([new GainsightCompany("A") { ["Short__gc"] = text }], ["Name"], Tenant.Token)).Results[0];
    }

    [Theory, InlineData(RecordKnowledge.Accepted, 0), InlineData(RecordKnowledge.Unknown, 1)]
    public async Task A_value_that_leads_nowhere_is_asked_for_once_and_then_caught(RecordKnowledge knowledge, int finds)
    {
        await using var tenant = await Tenant.StartAsync();
        SeedUsers(tenant, 20);
        if (knowledge == RecordKnowledge.Accepted)
            tenant.SeedCompanies(Enumerable.Range(0, 200).Select(i => $"Company {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Csm by Email");
        var before = tenant.Calls.Count;

        var first = await destination.SyncAsync(plan, plan.Batch(knowledge, Csms(0)));
        Assert.Equal(finds + 3, tenant.Calls.Count - before);
        Assert.Equal(("GSOBJ_1011", "Csm"), (first[30].Problem!.Code, first[30].Problem!.Field));
        Assert.Equal(48, first.Count(result => result.Outcome == RecordOutcome.Succeeded));

        var second = await destination.SyncAsync(plan, plan.Batch(knowledge, Csms(1)));
        Assert.Equal(first.Outcomes(), second.Outcomes());
        Assert.Equal(2 * finds + 4, tenant.Calls.Count - before);
    }

    [Fact]
    public async Task A_value_that_leads_to_several_records_is_caught_next_time()
    {
        await using var tenant = await Tenant.StartAsync();
        SeedUsers(tenant, 20);
        tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Twin", ["Email"] = "user3@x.com" });
        tenant.SeedCompanies(Enumerable.Range(0, 200).Select(i => $"Company {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Csm by Email");
        FieldValue[][] rows = [.. Enumerable.Range(0, 10).Select(i => new FieldValue[] { $"Company {i}", $"user{i}@x.com" })];

        var first = await destination.SyncAsync(plan, plan.Batch(RecordKnowledge.Accepted, rows));
        var second = await destination.SyncAsync(plan, plan.Batch(RecordKnowledge.Accepted, rows));

        Assert.Equal(RecordOutcome.Rejected, first[3].Outcome);
        Assert.Equal(first.Outcomes(), second.Outcomes());
        Assert.Equal(3, tenant.Emulator.WriteCalls);
    }

    [Fact]
    public async Task What_cannot_be_asked_for_is_found_by_trying()
    {
        await using var tenant = await Tenant.StartAsync();
        SeedUsers(tenant, 20);
        tenant.SeedCompanies(Enumerable.Range(0, 50).Select(i => $"Company {i}"));
        tenant.Emulator.Faults.Add(Fault.ResultFalse("GSOBJ_1002"), "/v1/data/objects/query/gsuser", count: null);
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Csm by Email");

        var results = await destination.SyncAsync(plan, plan.Batch(RecordKnowledge.Accepted, Csms(0)));

        Assert.Equal(2, results.Count(result => result.Outcome == RecordOutcome.Rejected));
        Assert.Equal(48, results.Count(result => result.Outcome == RecordOutcome.Succeeded));
    }

    private static IEnumerable<FieldValue[]> Companies(int batch, Func<int, bool> bad) =>
        Enumerable.Range(0, 50).Select(i => new FieldValue[] { $"Company {batch * 50 + i}", bad(i) ? "no stage" : "Launched" });

    // Two of the fifty have somebody who is not there.
    private static IEnumerable<FieldValue[]> Csms(int batch) =>
        Enumerable.Range(0, 50).Select(i => new FieldValue[] { $"Company {batch * 50 + i}", i is 30 or 31 ? $"nobody{i}@x.com" : $"user{i % 20}@x.com" });

    private static void SeedUsers(Tenant tenant, int count) =>
        tenant.Emulator.Seed("gsuser", Enumerable.Range(0, count).Select(i => new JsonObject { ["Name"] = $"User {i}", ["Email"] = $"user{i}@x.com" }));
}
