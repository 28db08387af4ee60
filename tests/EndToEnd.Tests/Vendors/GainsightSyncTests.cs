using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Gainsight.Client;

namespace EndToEnd.Tests.Vendors;

/// <summary>What the engine and Gainsight's destination have to agree on.</summary>
public sealed class GainsightSyncTests : IAsyncDisposable
{
    private readonly InMemorySyncStateStore _state = new();
    private readonly List<FieldValue[]> _rows = [];
    private GainsightEmulator? _emulator;
    private HttpClient? _http;
    private GainsightClient? _client;

    private GainsightEmulator Emulator => _emulator!;

    [Fact]
    public async Task Dropdown_items_are_taken_by_label_and_by_id_and_others_cost_no_call()
    {
        await StartAsync();
        var stages = (await _client!.Metadata.DescribeAsync("company", Token))!.FindField("Stage")!;
        var tags = (await _client.Metadata.DescribeAsync("company", Token))!.FindField("Tags")!;
        _rows.Add(["label", "Launched", FieldValue.FromArray(["Beta"])]);
        _rows.Add(["id", stages.FindItem("Churn")!.Id, FieldValue.FromArray([tags.FindItem("Reference")!.Id, "Beta"])]);
        _rows.Add(["neither", "Sailing", FieldValue.Null]);

        var result = await RunAsync("company", SyncBehavior.UpdateOrCreate, ["name", "stage", "tags"], sync => sync.Key("name", "Name").Map("stage", "Stage").Map("tags", "Tags"));

        Assert.Equal((2, 1), (result.RecordsCreated, result.SourceRecordInvalids));
        Assert.Equal(SyncErrorCodes.NotAllowed, Assert.Single(result.Issues).Problem.Code);
        Assert.Equal("Churn", (string?)Emulator.Find("company", "Name", "id")!["Stage"]);
        Assert.Equal(2, Emulator.Find("company", "Name", "id")!["Tags"]!.AsArray().Count);
        Assert.DoesNotContain(Emulator.Calls, call => call.Status != 200);
    }

    [Fact]
    public async Task Fields_are_set_where_they_are_empty_and_filled_from_inside_of_json()
    {
        await StartAsync();
        Emulator.Seed("company", new JsonObject { ["Name"] = "Acme", ["Industry"] = "theirs", ["Employees"] = 5 }, new JsonObject { ["Name"] = "Bolt", ["Employees"] = 5 });
        foreach (var name in (string[])["Acme", "Bolt", "Corp"])
            _rows.Add([name, "ours", $$"""{"staff":{"count":"7"},"sites":["Bern","Basel"]}"""]);
        Task<SyncRunResult> RunAsync() => this.RunAsync(
            "company",
            SyncBehavior.UpdateOrCreate,
            ["name", "industry", "doc"],
            sync => sync.Key("name", "Name").Map(new("industry", "Industry") { SetIfEmpty = true }).MapPath("doc", "staff.count", "Employees")
                .MapPath("doc", "sites[1]", "BillingAddress").MapHash("name", "Summary").MapMetadata(SyncMetadata.RunId, "TickerSymbol"));

        var first = await RunAsync();
        _rows[0] = ["Acme", "changed", _rows[0][2]];
        _rows[1] = ["Bolt", "changed", "{}"];
        var second = await RunAsync();

        Assert.Equal(["theirs", "ours", "ours"], new[] { "Acme", "Bolt", "Corp" }.Select(name => (string?)Emulator.Find("company", "Name", name)!["Industry"]));
        Assert.Equal(("7", "Basel"), (Emulator.Find("company", "Name", "Acme")!["Employees"]!.ToString(), (string?)Emulator.Find("company", "Name", "Acme")!["BillingAddress"]));
        Assert.Equal((first.RunId, second.RunId),
            ((string?)Emulator.Find("company", "Name", "Acme")!["TickerSymbol"], (string?)Emulator.Find("company", "Name", "Bolt")!["TickerSymbol"]));
        Assert.Null(Emulator.Find("company", "Name", "Bolt")!["Employees"]);
        Assert.Equal((3, 1, 2), (first.RecordsUpdated, second.RecordsUpdated, second.SourceRecordUnchanged));
        Assert.DoesNotContain(Emulator.Calls, call => call.Status != 200);
    }

    [Fact]
    public async Task A_custom_object_is_found_whatever_the_case_of_its_name()
    {
        await StartAsync();
        Emulator.DeclareObject(new("Asset__gc") { Fields = [new("Serial__gc", "STRING")] });
        _rows.Add(["A"]);

        foreach (var name in (string[])["asset__gc", "ASSET__GC", "Asset__gc"])
        {
            var result = await RunAsync(name, SyncBehavior.UpdateOrCreate, ["serial"], sync => sync.Key("serial", "Serial__gc"));
            Assert.Null(result.ErrorMessage);
        }

        Assert.Equal(1, Emulator.TimesSent("asset__gc", "A"));
    }

    [Fact]
    public async Task A_mirror_of_relationships_finds_them_by_the_names_of_their_companies()
    {
        await StartAsync();
        Emulator.Seed("company", new JsonObject { ["Name"] = "Acme" }, new JsonObject { ["Name"] = "Other" });
        var type = Emulator.Seed("relationship_type", new JsonObject { ["Name"] = "Product" })[0];
        _rows.Add(["Acme", "Support", 1m]);
        _rows.Add(["Other", "Support", 2m]);
        _rows.Add(["Nobody", "Support", 3m]);
        Task<SyncRunResult> RunAsync() => this.RunAsync(
            "relationship",
            SyncBehavior.Mirror,
            ["company", "name", "arr"],
            sync => sync.Key("company", "CompanyId", by: "Name").Key("name", "Name").MapConstant("TypeId", type).Map("arr", "Arr"));

        var first = await RunAsync();
        _rows[1] = ["Other", "Support", 5m];
        _rows.RemoveAt(0);
        var second = await RunAsync();

        Assert.Equal((2, 1), (first.RecordsCreated, first.RecordsFailed));
        Assert.Equal((SyncErrorCodes.NotFound, "CompanyId"), (first.Issues[0].Problem.Code, first.Issues[0].Problem.Field));
        Assert.Null(second.ErrorMessage);
        Assert.Equal(1, second.RecordsDeleted);
        var left = Assert.Single(Emulator.Records("relationship"));
        Assert.Equal((string?)Emulator.Find("company", "Name", "Other")!["Gsid"], (string?)left["CompanyId"]);
        Assert.Equal(5, left["Arr"]!.GetValue<int>());
    }

    [Fact]
    public async Task A_relationship_is_never_identified_by_its_name_alone()
    {
        await StartAsync();
        var company = Emulator.Seed("company", new JsonObject { ["Name"] = "Acme" })[0];
        var type = Emulator.Seed("relationship_type", new JsonObject { ["Name"] = "Product" })[0];
        _rows.Add([company, "Support"]);

        var result = await RunAsync(
            "Relationship", SyncBehavior.UpdateOrCreate, ["company", "name"], sync => sync.Key("name", "Name").Map("company", "CompanyId").MapConstant("TypeId", type));

        Assert.Equal(SyncErrorCodes.InvalidConfiguration, result.ErrorCode);
        Assert.Contains("CompanyId and Name together", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(0, Emulator.WriteCalls);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public async Task What_persons_cost_is_estimated_before_it_is_spent(int companies)
    {
        await StartAsync();
        Emulator.Seed("company", Enumerable.Range(0, companies).Select(i => new JsonObject { ["Name"] = $"Company {i}" }));
        for (var i = 0; i < 60; i++)
            _rows.Add([$"{i}", $"p{i / companies}@x.com", $"Company {i % companies}"]);
        Task<SyncRunResult> RunAsync(SyncRunOptions options) => this.RunAsync(
            "Company_Person",
            SyncBehavior.UpdateOrCreate,
            ["id", "mail", "company"],
            sync => sync.Key("id", "SourceId").Map("mail", "Email").MapLookup("company", "Company_ID", by: "Name"),
            options);

        var estimate = (await RunAsync(new() { DryRun = true })).Estimate!;
        var before = Emulator.Calls.Count;
        await RunAsync(new());

        var calls = Emulator.Calls.Count - before;
        Assert.Equal((60 / companies) + 2, estimate.Calls);
        Assert.InRange(calls, estimate.Calls - 2, estimate.Calls);
        Assert.Equal(60, Emulator.Count("company_person"));
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _http?.Dispose();
        if (_emulator is not null)
            await _emulator.DisposeAsync();
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private async Task StartAsync()
    {
        _emulator = await GainsightEmulator.StartAsync(new(), Token);
        _http = new(_emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new(new() { BaseAddress = _emulator.BaseAddress, AccessKey = _emulator.AccessKey }, _http);
    }

    private Task<SyncRunResult> RunAsync(string objectName, SyncBehavior behavior, string[] columns, Func<SyncBuilder, SyncBuilder> map, SyncRunOptions? options = null)
    {
        var source = new ObjectSource<FieldValue[]>(() => _rows, described =>
        {
            for (var i = 0; i < columns.Length; i++)
            {
                var index = i;
                described.Column(columns[i], row => row[index]);
            }
        });
        var sync = map(new SyncBuilder("records").From(source).To(new GainsightDestination(_client!), objectName, behavior)).Build();
        return new SyncRunner(_state).RunAsync(sync, options ?? new() { IgnoreGuards = true }, Token);
    }
}
