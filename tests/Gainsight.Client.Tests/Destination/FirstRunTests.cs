using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.ConformanceTests;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Destination;

/// <summary>The first run of a sync whose companies Gainsight has already, through the engine.</summary>
public sealed class FirstRunTests
{
    [Fact]
    public async Task Companies_that_exist_are_found_in_bulk_and_not_written()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies(Enumerable.Range(0, 1_500).Select(i => $"Company {i}"));
        var source = new ListSource("name", "ticker");
        for (var i = 0; i < 1_503; i++)
            source.Add($"Company {i}", $"T{i}");
        var sync = new SyncBuilder("companies").From(source)
            .To(tenant.CreateDestination(), GainsightObjects.CompanyName, SyncBehavior.UpdateOrCreate)
            .Key("name", "Name").Map("ticker", "TickerSymbol").FirstRun(FirstRun.SkipExisting).Build();
        var runner = new SyncRunner(new InMemorySyncStateStore(tenant.Time), null, tenant.Time);

        var first = await runner.RunAsync(sync, cancellationToken: Tenant.Token);

        Assert.Null(first.ErrorMessage);
        Assert.Equal((1_500, 3), (first.RecordsAdopted, first.RecordsCreated));
        Assert.Equal(["POST company 3"], tenant.Shorthand.Where(call => !call.Contains("query") && call.Contains("company")));
        Assert.Equal(1, tenant.Emulator.WriteCalls);
        Assert.InRange(tenant.Shorthand.Count(call => call == "POST query/company"), 1, 3);

        source.Set(7, 1, "CHANGED");
        var second = await runner.RunAsync(sync, cancellationToken: Tenant.Token);

        Assert.Equal((1, 1_502), (second.RecordsUpdated, second.SourceRecordUnchanged));
        Assert.Equal(2, tenant.Emulator.WriteCalls);
    }

    [Theory, InlineData(60), InlineData(1_500)]
    public async Task Companies_that_are_equal_are_not_written_and_those_that_differ_are_updated_without_a_search(int count)
    {
        await using var tenant = await Tenant.StartAsync(options => (options.ReadDatesAsEpoch, options.ReadMissingDatesAsNull) = (count == 60, false));
        var csm = tenant.Emulator.Seed("gsuser", new JsonObject { ["Name"] = "Ann", ["Email"] = "ann@x.com" })[0];
        tenant.Emulator.Seed("company", Enumerable.Range(0, count).Select(i => new JsonObject
        {
            ["Name"] = $"Company {i}",
            ["Arr"] = i == 3 ? 1 : i + 0.5,
            ["Stage"] = i == 4 ? "Churn" : "Launched",
            ["RenewalDate"] = i == 5 ? "2026-02-27" : i == 6 ? null : "2026-02-28",
            ["Csm"] = i == 7 ? null : csm,
        }));
        var source = new ListSource("name", "arr", "stage", "renews", "csm");
        for (var i = 0; i < count + 3; i++)
            source.Add($"Company {i}", i + 0.50m, "Launched", i == 6 ? FieldValue.Null : new DateOnly(2026, 2, 28), "ann@x.com");
        var sync = new SyncBuilder("companies").From(source)
            .To(tenant.CreateDestination(), GainsightObjects.CompanyName, SyncBehavior.UpdateOrCreate)
            .Key("name", "Name").Map("arr", "Arr").Map("stage", "Stage").Map("renews", "RenewalDate").MapLookup("csm", "Csm", by: "Email")
            .FirstRun(FirstRun.AdoptMatching).Build();
        var runner = new SyncRunner(new InMemorySyncStateStore(tenant.Time), null, tenant.Time);

        var first = await runner.RunAsync(sync, cancellationToken: Tenant.Token);

        Assert.Null(first.ErrorMessage);
        Assert.Empty(first.Warnings);
        Assert.Equal((count - 4, 3, 7), (first.RecordsAdopted, first.RecordsCreated, first.RecordsUpdated));
        Assert.Equal(["POST company 3", "PUT company 4"], tenant.Shorthand.Where(call => !call.Contains("query") && call.Contains("company ")).Order());

        // In bulk: a call that counts, a page and an empty one. By keys: two questions, and one for those that are sent.
        Assert.Equal(3, tenant.Shorthand.Count(call => call == "POST query/company"));
        Assert.Equal(["Company 3", "Company 4", "Company 5", "Company 7"], Updated(tenant));
        Assert.Equal((count + 3, 0), (await runner.RunAsync(sync, cancellationToken: Tenant.Token)) is var idle ? (idle.SourceRecordUnchanged, idle.RecordsUpdated) : default);
    }

    [Fact]
    public async Task Persons_at_companies_that_are_equal_are_not_written()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Acme", "Other");
        var source = new ListSource("id", "mail", "company", "title", "first");
        for (var i = 0; i < 120; i++)
            source.Add($"{i}", $"p{i / 2}@x.com", i % 2 == 0 ? "Acme" : "Other", $"title {i}", $"first {i / 2}");
        SyncBuilder Sync(string name) => new SyncBuilder(name).From(source)
            .To(tenant.CreateDestination(), GainsightObjects.CompanyPersonName, SyncBehavior.UpdateOrCreate)
            .Key("id", "SourceId").Map("mail", "Email").MapLookup("company", "Company_ID", by: "Name").Map("title", "Title").Map("first", "Person_ID__gr.FirstName");
        var runner = new SyncRunner(new InMemorySyncStateStore(tenant.Time), null, tenant.Time);
        await runner.RunAsync(Sync("before").Build(), cancellationToken: Tenant.Token);
        source.Set(7, 3, "another title");
        var before = tenant.Emulator.WriteCalls;

        var first = await runner.RunAsync(Sync("after").FirstRun(FirstRun.AdoptMatching).Build(), cancellationToken: Tenant.Token);

        Assert.Null(first.ErrorMessage);
        Assert.Equal((119, 1, 1), (first.RecordsAdopted, first.RecordsUpdated, tenant.Emulator.WriteCalls - before));
    }

    [Fact]
    public async Task A_page_that_comes_again_ends_the_run_before_anything_is_sent()
    {
        await using var tenant = await Tenant.StartAsync();
        tenant.SeedCompanies("Company 0");
        var source = new ListSource("name");
        for (var i = 0; i < 200; i++)
            source.Add($"Company {i}");
        var sync = new SyncBuilder("companies").From(source)
            .To(tenant.CreateDestination(), GainsightObjects.CompanyName, SyncBehavior.UpdateOrCreate).Key("name", "Name").FirstRun(FirstRun.AdoptMatching).Build();
        var gsid = tenant.Emulator.Records("company")[0]["Gsid"]!.ToString();
        tenant.Emulator.Faults.Add(
            Fault.Reply(200, $$$"""{"result":true,"errorCode":null,"requestId":"1","data":{"records":[{"Gsid":"{{{gsid}}}","Name":"Company 0"}]}}"""),
            "/query/Company", nth: 2, count: null);
        var runner = new SyncRunner(new InMemorySyncStateStore(tenant.Time), null, tenant.Time);

        var stopped = await runner.RunAsync(sync, cancellationToken: Tenant.Token);
        tenant.Emulator.Faults.Clear();
        var first = await runner.RunAsync(sync, cancellationToken: Tenant.Token);

        Assert.Equal((SyncRunStatus.Failed, "same_page_twice"), (stopped.Status, stopped.ErrorCode));
        Assert.Equal((1, 199), (first.RecordsAdopted, first.RecordsCreated));
    }

    private static IEnumerable<string> Updated(Tenant tenant) => tenant.Calls.Where(call => call.Method == "PUT")
        .SelectMany(call => JsonNode.Parse(call.Body!)!["records"]!.AsArray()).Select(record => record!["Name"]!.ToString()).Order();
}
