using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Destination;

public sealed class SyncCompanyTests
{
    [Fact]
    public async Task Absent_companies_are_created_and_present_ones_updated_with_three_calls()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 1", "Company 3");
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Industry");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Batch(Enumerable.Range(0, 5).Select(i => new FieldValue[] { $"Company {i}", "Steel" })));

        Assert.Equal(
            [RecordEffect.Created, RecordEffect.Updated, RecordEffect.Created, RecordEffect.Updated, RecordEffect.Created],
            results.Select(result => result.Effect));
        Assert.Equal(["POST query/company", "POST company 3", "PUT company 2"], tenant.Shorthand.Skip(before));
        Assert.Equal(5, tenant.Emulator.Count("company"));
        Assert.All(results, result => Assert.Equal("Steel", tenant.Emulator.Find("company", "Gsid", result.DestinationId!)!["Industry"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Companies_known_to_exist_are_updated_without_looking()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies(Enumerable.Range(0, 50).Select(i => $"Company {i}"));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 50, RecordKnowledge.Accepted));

        Assert.All(results, result => Assert.Equal(RecordEffect.Updated, result.Effect));
        Assert.Equal(["PUT company 50"], tenant.Shorthand.Skip(before));
    }

    [Fact]
    public async Task A_company_known_to_exist_that_was_deleted_is_created_again()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 0", "Company 2");
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 3, RecordKnowledge.Accepted));

        Assert.Equal([RecordEffect.Updated, RecordEffect.Created, RecordEffect.Updated], results.Select(result => result.Effect));
        Assert.Equal(["PUT company 3", "POST query/company", "PUT company 2", "POST company 1"], tenant.Shorthand.Skip(before));
    }

    [Fact]
    public async Task An_update_skips_companies_that_are_absent()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 0", "Company 2");
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Company, SyncOperation.Update, "Name");

        var unknown = await destination.SyncAsync(plan, plan.Numbered(0, 3));
        var accepted = await destination.SyncAsync(plan, plan.Numbered(0, 3, RecordKnowledge.Accepted));

        foreach (var results in new[] { unknown, accepted })
        {
            Assert.Equal([RecordOutcome.Succeeded, RecordOutcome.Skipped, RecordOutcome.Succeeded], results.Outcomes());
            Assert.Equal(SyncErrorCodes.NotFound, results[1].Problem!.Code);
        }

        Assert.Equal(2, tenant.Emulator.Count("company"));
    }

    [Theory, InlineData(GainsightMultipleMatches.Reject), InlineData(GainsightMultipleMatches.UpdateAll)]
    public async Task A_key_that_several_companies_have_is_rejected_or_updates_all(GainsightMultipleMatches choice)
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 0", "Company 0");
        var destination = tenant.CreateDestination(options => options.MultipleMatches = choice);
        var plan = await destination.CompanyPlanAsync("Name", "Industry");

        var results = await destination.SyncAsync(plan, plan.Batch(["Company 0", "Steel"]));

        Assert.Equal(choice == GainsightMultipleMatches.Reject ? RecordOutcome.Rejected : RecordOutcome.Succeeded, results[0].Outcome);
        Assert.Equal(choice == GainsightMultipleMatches.Reject ? "ambiguous_key" : null, results[0].Problem?.Code);
        Assert.Equal(choice == GainsightMultipleMatches.Reject ? 0 : 2, tenant.Emulator.Records("company").Count(company => company["Industry"] is not null));
    }

    [Fact]
    public async Task A_company_in_doubt_is_looked_up_although_all_keys_were_read()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");
        await destination.PrepareRunAsync(plan, new(1_000, 0, 0), Tenant.Token);
        tenant.SeedCompanies("Company 0");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 1, RecordKnowledge.InDoubt));

        Assert.Equal(RecordEffect.Updated, results[0].Effect);
        Assert.Equal(["POST query/company", "PUT company 1"], tenant.Shorthand.Skip(before));
    }

    [Fact]
    public async Task Every_type_of_value_arrives_as_it_was_meant()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.DeclareField("company", new("Seen__gc", "DATETIME"));
        tenant.Emulator.DeclareField("company", new("Active__gc", "BOOLEAN"));
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Arr", "RenewalDate", "Seen__gc", "Active__gc", "Stage", "Tags", "Employees", "Industry");
        FieldValue[] row =
        [
            "Acme \"<ü>\" & Söhne 名", 1234.50m, new DateOnly(2026, 2, 28), new DateTimeOffset(2026, 3, 1, 14, 5, 6, 789, TimeSpan.FromHours(2)), true,
            "Launched", FieldValue.FromArray(["Beta", "Reference"]), 1e20, FieldValue.Absent,
        ];

        var results = await destination.SyncAsync(plan, plan.Batch(row));

        Assert.Equal(RecordOutcome.Succeeded, results[0].Outcome);
        var sent = tenant.Body(tenant.Calls.Count - 1)["records"]![0]!.AsObject();
        Assert.Equal("2026-02-28", sent["RenewalDate"]!.GetValue<string>());
        Assert.Equal("2026-03-01T12:05:06.789Z", sent["Seen__gc"]!.GetValue<string>());
        Assert.Equal("1234.5", sent["Arr"]!.ToJsonString());
        Assert.Equal("100000000000000000000", sent["Employees"]!.ToJsonString());
        Assert.Equal("""["Beta","Reference"]""", sent["Tags"]!.ToJsonString());
        Assert.True(sent["Active__gc"]!.GetValue<bool>());
        Assert.False(sent.ContainsKey("Industry"));
        Assert.Equal("Launched", tenant.Emulator.Find("company", "Name", "Acme \"<ü>\" & Söhne 名")!["Stage"]!.GetValue<string>());
    }

    [Fact]
    public async Task Null_and_an_empty_list_clear_a_field_and_absent_leaves_it_alone()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Seed("company", new JsonObject { ["Name"] = "Acme", ["Industry"] = "Steel", ["Stage"] = "Launched", ["Tags"] = new JsonArray("Beta"), ["Arr"] = 5 });
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Industry", "Stage", "Tags", "Arr");

        await destination.SyncAsync(plan, plan.Batch(["Acme", FieldValue.Null, FieldValue.Null, FieldValue.FromArray([]), FieldValue.Absent]));

        var company = tenant.Emulator.Find("company", "Name", "Acme")!;
        Assert.Equal(["Name", "Arr"], company.Select(field => field.Key).Intersect(["Name", "Industry", "Stage", "Tags", "Arr"]));
    }

    [Fact]
    public async Task A_record_that_cannot_be_sent_is_rejected_before_a_call()
    {
        await using var tenant = await Tenant.StartAsync();
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name", "Employees");
        var before = tenant.Calls.Count;

        var results = await destination.SyncAsync(plan, plan.Batch([FieldValue.Null, 1L], [" ", 1L], ["Acme", double.NaN]));

        Assert.Equal([SyncErrorCodes.NullKey, SyncErrorCodes.NullKey, SyncErrorCodes.CastFailed], results.Select(result => result.Problem!.Code));
        Assert.Equal("Employees", results[2].Problem!.Field);
        Assert.Equal(before, tenant.Calls.Count);
    }

    [Fact]
    public async Task Companies_may_be_found_by_several_fields_together()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Seed("company", new JsonObject { ["Name"] = "Acme", ["Industry"] = "Steel" }, new JsonObject { ["Name"] = "Acme", ["Industry"] = "Rubber" });
        var destination = tenant.CreateDestination();
        var single = await destination.CompanyPlanAsync("Name", "Industry", "Summary");
        var plan = new SyncPlan(single.Object, SyncOperation.Upsert, single.Fields, 0, 1);

        var results = await destination.SyncAsync(plan, plan.Batch(["Acme", "Steel", "one"], ["Acme", "Glass", "two"]));

        Assert.Equal([RecordEffect.Updated, RecordEffect.Created], results.Select(result => result.Effect));
        Assert.Contains("keys=Name,Industry", tenant.Calls[^1].Path, StringComparison.Ordinal);
        Assert.Equal(["one", "two"], tenant.Emulator.Records("company").Where(c => c["Summary"] is not null).Select(c => c["Summary"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Companies_may_be_updated_by_their_id()
    {
        await using var tenant = await Tenant.StartAsync();
        var gsid = tenant.Emulator.Seed("company", new JsonObject { ["Name"] = "Acme" })[0];
        var destination = tenant.CreateDestination();
        var plan = await destination.PlanAsync(GainsightObjects.Company, SyncOperation.Update, "Gsid", "Industry");

        var results = await destination.SyncAsync(plan, plan.Batch([gsid, "Steel"]));

        Assert.Equal(gsid, results[0].DestinationId);
        Assert.Equal("Steel", tenant.Emulator.Find("company", "Gsid", gsid)!["Industry"]!.GetValue<string>());
    }

    [Theory, InlineData(GainsightEmptyRead.NoRecords), InlineData(GainsightEmptyRead.NoDataFound), InlineData(GainsightEmptyRead.NoEntityMatches)]
    public async Task All_forms_of_an_empty_read_are_understood(GainsightEmptyRead form)
    {
        await using var tenant = await Tenant.StartAsync(options => options.EmptyRead = form);
        var destination = tenant.CreateDestination();
        var plan = await destination.CompanyPlanAsync("Name");

        var results = await destination.SyncAsync(plan, plan.Numbered(0, 2));

        Assert.All(results, result => Assert.Equal(RecordEffect.Created, result.Effect));
    }
}
