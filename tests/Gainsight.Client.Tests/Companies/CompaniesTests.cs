using System.Net;
using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Companies;

public sealed class CompaniesTests
{
    [Fact]
    public async Task Companies_are_created_50_a_call_with_one_result_each()
    {
        await using var tenant = await Tenant.StartAsync();

        var report = await tenant.CreateClient().Companies.InsertAsync(
            [.. Enumerable.Range(0, 120).Select(i => new GainsightCompany($"Company {i}") { Employees = i, ["Industry"] = "Steel" })], Tenant.Token);

        Assert.True(report.AllSucceeded);
        Assert.Equal(["POST company 50", "POST company 50", "POST company 20"], tenant.Shorthand);
        Assert.All(report.Results, result => Assert.Equal(GainsightWriteOutcome.Created, result.Outcome));
        Assert.Equal("Company 77", tenant.Emulator.Find("company", "Gsid", report.Results[77].Gsid!)!["Name"]!.GetValue<string>());
    }

    [Fact]
    public async Task An_upsert_creates_and_updates_and_tells_which()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Acme");

        var report = await tenant.CreateClient().Companies.UpsertAsync(
            [new("Acme") { Arr = 1.5m, RenewalDate = new(2026, 5, 1) }, new("New") { Stage = "Launched" }], cancellationToken: Tenant.Token);

        Assert.Equal([GainsightWriteOutcome.Updated, GainsightWriteOutcome.Created], report.Results.Select(result => result.Outcome));
        Assert.Equal(["POST query/company", "POST company 1", "PUT company 1"], tenant.Shorthand);
        Assert.Equal("2026-05-01", tenant.Emulator.Find("company", "Name", "Acme")!["RenewalDate"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_key_may_be_three_fields()
    {
        await using var tenant = await Tenant.StartAsync();
        var companies = tenant.CreateClient().Companies;
        GainsightCompany Company(string industry, decimal employees) => new("Acme") { Industry = industry, Employees = employees, ["TickerSymbol"] = "A" };
        string[] keys = ["Name", "Industry", "TickerSymbol"];

        await companies.UpsertAsync([Company("Cars", 1), Company("Vans", 2)], keys, Tenant.Token);
        var report = await companies.UpsertAsync([Company("Vans", 3), Company("Trams", 4)], keys, Tenant.Token);

        Assert.Equal([GainsightWriteOutcome.Updated, GainsightWriteOutcome.Created], report.Results.Select(result => result.Outcome));
        Assert.Equal([1, 3, 4], tenant.Emulator.Records("company").Select(company => company["Employees"]!.GetValue<int>()).Order());
        foreach (var wrong in (string[][])[[], ["Name", "Name"], [""], [.. keys, "Users"]])
            await Assert.ThrowsAnyAsync<ArgumentException>(() => companies.UpsertAsync([Company("Cars", 1)], wrong, Tenant.Token));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_read_is_not_sent_back(bool whole)
    {
        await using var tenant = await Tenant.StartAsync();
        var companies = tenant.CreateClient().Companies;
        var csm = tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Ann", ["Email"] = "ann@x.com" })[0];
        tenant.Emulator.Seed("company", new JsonObject { ["Name"] = "Acme", ["Csm"] = csm, ["Stage"] = "Launched", ["Nps"] = 7 });
        var read = await companies.QueryAsync(new() { Select = ["Name", "RenewalDate", "Stage", "Nps", "Csm__gr.Email"] }, Tenant.Token).SingleAsync(Tenant.Token);
        if (whole)
            read = await companies.GetAsync(read.Gsid!, Tenant.Token);

        read!.Arr = 5;
        read.Stage = null;
        var report = await companies.UpdateAsync([read], ["Gsid"], Tenant.Token);

        Assert.True(report.AllSucceeded, report.Results[0].Message);
        Assert.Equal($$"""{"Gsid":"{{read.Gsid}}","Arr":5,"Stage":null}""", tenant.Body(tenant.Calls.Count - 1)["records"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task An_upsert_of_many_reads_all_keys_where_that_is_cheaper()
    {
        await using var tenant = await Tenant.StartAsync();

        var report = await tenant.CreateClient().Companies.UpsertAsync(
            [.. Enumerable.Range(0, 503).Select(i => new GainsightCompany($"Company {i}"))], cancellationToken: Tenant.Token);

        Assert.True(report.AllSucceeded);
        Assert.Equal(13, tenant.Calls.Count);
    }

    [Fact]
    public async Task Companies_of_one_key_are_rejected_since_nobody_knows_which_should_win()
    {
        await using var tenant = await Tenant.StartAsync();

        var report = await tenant.CreateClient().Companies.UpsertAsync([new("Acme"), new("Other"), new("Acme")], cancellationToken: Tenant.Token);

        Assert.Equal(["duplicate_key", null, "duplicate_key"], report.Results.Select(result => result.ErrorCode));
        Assert.Equal(1, tenant.Emulator.Count("company"));
    }

    [Fact]
    public async Task An_update_finds_by_keys_and_tells_what_is_not_there()
    {
        await using var tenant = await Tenant.StartAsync();
        var gsids = tenant.Emulator.Seed("company", new JsonObject { ["Name"] = "Acme", ["Industry"] = "Steel" });
        var companies = tenant.CreateClient().Companies;

        var report = await companies.UpdateAsync(
            [new("Acme") { Industry = "Steel", Employees = 3 }, new("Acme") { Industry = "Glass", Employees = 4 }], ["Name", "Industry"], Tenant.Token);

        Assert.Equal([GainsightWriteOutcome.Updated, GainsightWriteOutcome.NotFound], report.Results.Select(result => result.Outcome));
        Assert.Equal(gsids[0], report.Results[0].Gsid);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => companies.UpdateAsync([new("A")], ["a", "b", "c", "d"], Tenant.Token));
    }

    [Fact]
    public async Task A_refused_company_is_told_with_code_and_field_and_the_others_are_written()
    {
        await using var tenant = await Tenant.StartAsync();

        var report = await tenant.CreateClient().Companies.InsertAsync(
            [new("A"), new("B") { Stage = "canary" }, new("C")], Tenant.Token);

        var rejected = report.Results[1];
        Assert.Equal((GainsightWriteOutcome.Rejected, "GSOBJ_1012", "Stage"), (rejected.Outcome, rejected.ErrorCode, rejected.Field));
        Assert.Equal("The value is not an active item of the dropdown.", rejected.Message);
        Assert.DoesNotContain(tenant.Recorded.Entries, entry => entry.Text.Contains("canary", StringComparison.Ordinal));
        Assert.Contains(tenant.Recorded.Entries, entry => entry.Id.Id == 1500);
    }

    [Fact]
    public async Task What_stops_the_work_is_thrown_if_nothing_was_written_and_else_reported()
    {
        await using var tenant = await Tenant.StartAsync();
        var companies = tenant.CreateClient().Companies;
        GainsightCompany[] many = [.. Enumerable.Range(0, 120).Select(i => new GainsightCompany($"Company {i}"))];

        tenant.Emulator.Faults.Add(Fault.Unauthorized(), when: call => call.IsWrite, count: 1);
        var error = await Assert.ThrowsAsync<GainsightApiException>(() => companies.InsertAsync(many, Tenant.Token));
        tenant.Emulator.Faults.Add(Fault.Unauthorized(), when: call => call.IsWrite, nth: 2);
        var report = await companies.InsertAsync(many, Tenant.Token);

        Assert.Equal((HttpStatusCode.Unauthorized, GainsightErrorCode.Unauthorized, false), (error.StatusCode, error.ErrorCode, error.IsTransient));
        Assert.Equal(36, error.RequestId!.Length);
        Assert.IsType<GainsightApiException>(report.Failure);
        Assert.Equal([50, 70], report.Results.CountBy(result => result.Outcome).Select(count => count.Value));
        Assert.Equal(GainsightWriteOutcome.NotSent, report.Results[^1].Outcome);
    }

    [Fact]
    public async Task A_lost_answer_is_unknown_and_the_rest_was_not_sent()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.Emulator.Faults.Add(Fault.CutAfterCommit(), when: call => call.IsWrite);

        var report = await tenant.CreateClient().Companies.InsertAsync(
            [.. Enumerable.Range(0, 60).Select(i => new GainsightCompany($"Company {i}"))], Tenant.Token);

        Assert.Equal([GainsightWriteOutcome.Unknown, GainsightWriteOutcome.NotSent], report.Results.Select(result => result.Outcome).Distinct());
        var failure = Assert.IsType<GainsightTransportException>(report.Failure);
        Assert.True(failure.IsTransient);
    }

    [Theory, InlineData(false, false), InlineData(true, true)]
    public async Task Companies_are_read_page_by_page_in_every_shape(bool asList, bool epoch)
    {
        await using var tenant = await Tenant.StartAsync(options => (options.ReadAsList, options.ReadDatesAsEpoch) = (asList, epoch));
        tenant.Emulator.Seed("company", Enumerable.Range(0, 25).Select(i => new JsonObject
        {
            ["Name"] = $"Company {i}", ["Employees"] = i, ["Arr"] = 10.25, ["RenewalDate"] = i == 0 ? null : "2026-05-01",
        }));
        GainsightQuery query = new()
        {
            Select = ["Name", "Employees", "Arr", "RenewalDate", "CreatedDate"],
            Where = new("Employees", GainsightOperator.Less, 23),
            PageSize = 10,
        };

        var companies = await tenant.CreateClient().Companies.QueryAsync(query, Tenant.Token).ToArrayAsync(Tenant.Token);

        Assert.Equal(23, companies.DistinctBy(company => company.Gsid).Count());
        Assert.Equal(3, tenant.Calls.Count);
        Assert.All(companies, company => Assert.Equal((10.25m, tenant.Time.GetUtcNow().Date), (company.Arr, company.CreatedDate!.Value.Date)));
        Assert.Equal(22, companies.Count(company => company.RenewalDate == new DateOnly(2026, 5, 1)));
        Assert.Null(companies.Single(company => company.Name == "Company 0").RenewalDate);
    }

    [Fact]
    public async Task Reading_ends_with_an_exception_when_it_is_cancelled()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("A", "B");
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in tenant.CreateClient().Companies.QueryAsync(cancellationToken: cancellation.Token))
                await cancellation.CancelAsync();
        });
    }

    [Fact]
    public async Task A_company_is_read_by_its_id_and_may_be_changed_and_written_back()
    {
        await using var tenant = await Tenant.StartAsync();
        var gsid = tenant.Emulator.Seed("company", new JsonObject { ["Name"] = "Acme", ["Employees"] = 3 })[0];
        var companies = tenant.CreateClient().Companies;

        var company = (await companies.GetAsync(gsid, Tenant.Token))!;
        GainsightCompany changed = new() { ["Gsid"] = company.Gsid, Employees = company.Employees + 1 };
        var report = await companies.UpdateAsync([changed], ["Gsid"], Tenant.Token);

        Assert.True(report.AllSucceeded);
        Assert.Equal(4, tenant.Emulator.Find("company", "Gsid", gsid)!["Employees"]!.GetValue<decimal>());
        Assert.Null(await companies.GetAsync("1P02" + new string('0', 32), Tenant.Token));
    }

    [Fact]
    public async Task A_company_is_deleted_once()
    {
        await using var tenant = await Tenant.StartAsync();
        var gsid = tenant.Emulator.Seed("company", new JsonObject { ["Name"] = "Acme" })[0];
        var companies = tenant.CreateClient().Companies;

        Assert.True(await companies.DeleteAsync(gsid, Tenant.Token));
        Assert.False(await companies.DeleteAsync(gsid, Tenant.Token));
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_succeeded()
    {
        await using var tenant = await Tenant.StartAsync();
        var gsid = tenant.Emulator.Seed("company", new JsonObject { ["Name"] = "Acme" })[0];
        tenant.Emulator.Faults.Add(Fault.CutAfterCommit(), method: "DELETE");

        Assert.True(await tenant.CreateClient().Companies.DeleteAsync(gsid, Tenant.Token));
    }

    [Fact]
    public void A_company_keeps_what_was_set_and_shows_no_values()
    {
        GainsightCompany company = new("Acme") { Arr = 5, Stage = null, ["Plan__gc"] = "canary" };
        company.Industry = "Steel";
        company["Industry"] = FieldValue.Absent;

        Assert.Equal(["Name", "Arr", "Stage", "Plan__gc"], company.FieldNames);
        Assert.True(company["Stage"].IsNull);
        Assert.Null(company.Industry);
        Assert.Equal("GainsightCompany (Name, Arr, Stage, Plan__gc)", company.ToString());
    }
}
