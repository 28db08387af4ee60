using System.Globalization;
using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using Gainsight.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Snippets.Gainsight;

namespace EndToEnd.Tests.Documentation;

/// <summary>The code of the guide does what the guide says.</summary>
public sealed class GainsightGuideTests : IDisposable
{
    private static readonly TimeSpan s_attempt = TimeSpan.FromSeconds(35);
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_three_ways_to_connect_work_and_a_wrong_key_is_told()
    {
        await using var emulator = await StartAsync(new() { Port = 0 });
        var wrong = Connecting.WithKey("wrong");
        GainsightClientOptions[] right =
        [
            Connecting.WithKey(emulator.AccessKey),
            Connecting.WithProvider((_, _) => Task.FromResult(emulator.AccessKey)),
            Connecting.WithOAuth(GainsightEmulator.DefaultClientId, GainsightEmulator.DefaultClientSecret),
        ];
        foreach (var options in right.Append(wrong))
        {
            Assert.Equal("acme", options.Domain);
            options.BaseAddress = emulator.BaseAddress;
        }

        foreach (var options in right)
            Assert.True((await Connecting.TestAsync(options)).Succeeded);
        Assert.Contains("Gainsight API", (await Connecting.TestAsync(wrong)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Objects_are_written_read_and_deleted()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await StartAsync(new() { TimeProvider = time });
        using var http = new HttpClient(emulator.CreateHandler());
        using var gainsight = new GainsightClient(
            new() { BaseAddress = emulator.BaseAddress, AccessKey = emulator.AccessKey, AttemptTimeout = s_attempt }, http, time);

        await Objects.DiscoverAsync(gainsight, Token);
        var companies = await Objects.CompaniesAsync(gainsight, Token);
        var relationships = await Objects.RelationshipsAsync(gainsight, companies.Results[0].Gsid!, Token);
        var people = await Objects.PeopleAsync(gainsight, Token);
        var assets = await Objects.CustomAsync(gainsight, Token);
        var values = await gainsight.Companies.UpsertAsync([Values.Company()], cancellationToken: Token);
        await Reading.RowsAsync(gainsight, Token);
        var accounts = await Reading.TypedAsync(gainsight, Token);
        await Reading.DeactivateAsync(gainsight, (string)emulator.Records("gsuser")[0]["Gsid"]!, Token);

        Assert.All([companies, relationships, people, assets, values], report => Assert.True(report.AllSucceeded));
        Assert.Equal((1, 2, 1), (emulator.Count("person"), emulator.Count("company_person"), emulator.Count("relationship_person")));
        var acme = emulator.Find("company", "Name", "Acme")!;
        Assert.Equal("2026-11-25T08:30:00Z", (string?)acme["LastSeen__gc"]);
        Assert.Equal(("1234.5", "12.5"), (acme["Arr"]!.ToJsonString(), acme["Discount__gc"]!.ToJsonString()));
        Assert.Equal(["Beta", "Reference"], acme["Tags"]!.AsArray().Select(tag => (string)tag!));
        var account = Assert.Single(accounts);
        Assert.Equal(("Acme", 1234.5m, new DateOnly(2027, 3, 31)), (account.Name, account.Arr, account.RenewalDate));
        Assert.False((bool)emulator.Records("gsuser")[0]["IsActiveUser"]!);

        Assert.True(await Objects.DeleteAsync(gainsight, Token));
        Assert.Equal(1, emulator.Count("company"));
    }

    [Fact]
    public async Task Errors_are_told_as_the_guide_has_it()
    {
        var time = new JumpingTimeProvider(s_attempt);
        await using var emulator = await StartAsync(new() { TimeProvider = time });
        using var http = new HttpClient(emulator.CreateHandler());
        GainsightClientOptions options = new() { BaseAddress = emulator.BaseAddress, AccessKey = emulator.AccessKey, AttemptTimeout = s_attempt };
        using var gainsight = new GainsightClient(options, http, time);
        GainsightCompany[] companies = [new("Acme") { ["Plan__gc"] = "Gold" }, new("Globex") { ["Plan__gc"] = "Lead" }];

        Assert.Equal("1 of 2 records written", await Errors.WriteAsync(gainsight, companies, Token));
        emulator.Faults.Add(Fault.Html(), count: null);
        Assert.StartsWith("Nothing was written; try again in", await Errors.WriteAsync(gainsight, [new("Initech")], Token), StringComparison.Ordinal);
        emulator.Faults.Clear();
        emulator.RegenerateAccessKey("another");
        Assert.StartsWith("The key was replaced", await Errors.WriteAsync(gainsight, [new("Initech")], Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_test_of_the_guide_passes() =>
        Assert.Equal(
            "1 of 2 records written: Acme has Gold, Globex was Rejected with GSOBJ_1012", await Testing.WriteAsync(new JumpingTimeProvider(TimeSpan.FromSeconds(35))));

    [Fact]
    public async Task Every_sync_of_the_guide_delivers()
    {
        await using var emulator = await StartAsync(new() { CallsPerMinute = int.MaxValue });
        await using var provider = Build(emulator, Syncs.Add);
        var syncs = provider.GetRequiredService<CensusSync>();

        foreach (var name in new[] { "companies", "relationships", "persons", "company-people", "relationship-people", "assets" })
            AssertDelivered(await syncs.RunAsync(name, cancellationToken: Token));
        Assert.Equal(
            (2, 1, 2, 2, 1, 2),
            (emulator.Count("company"), emulator.Count("relationship"), emulator.Count("person"), emulator.Count("company_person"),
                emulator.Count("relationship_person"), emulator.Count("Asset__gc")));
        Assert.Equal((string?)emulator.Find("gsuser", "Email", "cem@vendor.com")!["Gsid"], (string?)emulator.Find("company", "Name", "Acme")!["Csm"]);
        Assert.Equal(["Red", "Old"], emulator.Find("Asset__gc", "Serial__gc", "A-1")!["Marks__gc"]!.AsArray().Select(mark => (string)mark!));

        // A relationship is found again by the name of its company, and what left the source of a mirror goes.
        Execute("update regions set arr = 50000; delete from assets where serial = 'A-2'");
        AssertDelivered(await syncs.RunAsync("relationships", cancellationToken: Token));
        var mirror = await syncs.RunAsync("assets", new() { IgnoreGuards = true }, Token);
        Assert.Equal(50_000m, (decimal)Assert.Single(emulator.Records("relationship"))["Arr"]!);
        Assert.Equal((1, 1), (mirror.RecordsDeleted, emulator.Count("Asset__gc")));

        AssertDelivered(await syncs.RunAsync("closed", cancellationToken: Token));
        Assert.Null(emulator.Find("company", "Name", "Globex"));
    }

    [Fact]
    public async Task A_wrong_picklist_is_reported_costs_no_call_and_goes_when_it_is_mended()
    {
        await using var emulator = await StartAsync(new() { CallsPerMinute = int.MaxValue });
        await using var provider = Build(emulator, Syncs.Add);
        var syncs = provider.GetRequiredService<CensusSync>();
        Warehouse();
        Execute("update companies set stage = 'Lanched' where name = 'Globex'");

        var first = await Syncs.RunAsync(syncs, Token);
        var before = emulator.WriteCalls;
        var second = await Syncs.RunAsync(syncs, Token);
        Assert.Equal(before, emulator.WriteCalls);
        Execute("update companies set stage = 'Launched' where name = 'Globex'");
        var third = await Syncs.RunAsync(syncs, Token);

        var issue = Assert.Single(first.Issues);
        Assert.Contains(
            $"{first.Status}: {first.RecordsUpdated} accepted, {first.RecordsFailed} rejected, {first.SourceRecordInvalids} invalid\n"
            + $"{issue.Kind} {issue.Key} {issue.Problem.Field} {issue.Problem.Code}: {issue.Problem.Message}\n",
            Guide(),
            StringComparison.Ordinal);
        Assert.Equal((1, issue), (second.SourceRecordInvalids, Assert.Single(second.Issues)));
        Assert.Equal((1, 0), (third.RecordsUpdated, third.Issues.Count));
        Assert.Equal("Launched", (string?)emulator.Find("company", "Name", "Globex")!["Stage"]);
    }

    [Fact]
    public async Task An_estimate_costs_no_write()
    {
        await using var emulator = await StartAsync(new() { CallsPerMinute = int.MaxValue });
        await using var provider = Build(emulator, Syncs.Add);

        var estimate = await Syncs.EstimateAsync(provider.GetRequiredService<CensusSync>(), Token);

        Assert.Equal((2, 0), (estimate!.Calls, emulator.WriteCalls));
    }

    [Fact]
    public async Task Two_tenants_are_apart()
    {
        await using var emea = await StartAsync(new() { Port = 0 });
        await using var apac = await StartAsync(new() { Port = 0 });
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Gainsight:Emea:BaseAddress"] = emea.BaseAddress.AbsoluteUri,
            ["Gainsight:Emea:AccessKey"] = emea.AccessKey,
            ["Gainsight:Apac:BaseAddress"] = apac.BaseAddress.AbsoluteUri,
            ["Gainsight:Apac:AccessKey"] = apac.AccessKey,
        }).Build();
        var services = new ServiceCollection();
        services.AddCensusSync(sync => sync.AddSource("warehouse", _ => Warehouse()));
        Syncs.AddTenants(services, configuration);
        services.AddSingleton<Syncs.Renewals>();
        await using var provider = services.BuildServiceProvider();

        AssertDelivered(await provider.GetRequiredService<CensusSync>().RunAsync("companies-emea", cancellationToken: Token));
        AssertDelivered(await provider.GetRequiredService<CensusSync>().RunAsync("companies-apac", cancellationToken: Token));
        Assert.True((await provider.GetRequiredService<Syncs.Renewals>().SetAsync("Acme", new(2028, 1, 31), Token)).AllSucceeded);

        Assert.Equal(("Acme", "Globex"), ((string?)Assert.Single(emea.Records("company"))["Name"], (string?)Assert.Single(apac.Records("company"))["Name"]));
        Assert.Equal("2028-01-31", (string?)emea.Records("company")[0]["RenewalDate"]);
    }

    /// <summary>If this fails, copy the rows of the message into the guide.</summary>
    [Fact]
    public async Task The_table_of_first_loads_is_what_the_client_estimates()
    {
        await using var emulator = await StartAsync(new());
        List<string> rows = [];
        foreach (var (target, operation, things) in new[] { (GainsightObjects.Company, "Name", "companies"), (GainsightObjects.Person, "Email", "people") })
        {
            foreach (var count in new[] { 1_000, 10_000, 100_000, 1_000_000 })
            {
                var half = await EstimateAsync(emulator, 0.5, target, operation, count);
                var whole = await EstimateAsync(emulator, 1, target, operation, count);
                rows.Add(string.Create(CultureInfo.InvariantCulture, $"| {count:N0} {things} | {half.Calls:N0} | {Text(half.Duration)} | {Text(whole.Duration)} |"));
            }
        }

        Assert.Contains(string.Join('\n', rows), Guide(), StringComparison.Ordinal);
    }

    private static async Task<SyncEstimate> EstimateAsync(GainsightEmulator emulator, double share, DestinationObjectReference target, string key, int count)
    {
        using var http = new HttpClient(emulator.CreateHandler());
        using var gainsight = new GainsightClient(new() { BaseAddress = emulator.BaseAddress, AccessKey = emulator.AccessKey, QuotaShare = share }, http);
        var destination = new GainsightDestination(gainsight);
        var found = (await destination.ListObjectsAsync(Token)).Single(candidate => candidate.Name == target.ObjectName);
        return await destination.EstimateAsync(new(found, SyncOperation.Upsert, [new(new(key))], 0), new(count, 0, 0), Token);
    }

    private static string Text(TimeSpan duration) => duration switch
    {
        { TotalMinutes: < 1 } => "at once",
        { TotalHours: < 1 } => $"{duration.Minutes} min",
        { TotalDays: < 1 } => $"{duration.Hours} h {duration.Minutes} min",
        _ => $"{duration.Days} d {duration.Hours} h",
    };

    private static string Guide() =>
        File.ReadAllText(Path.Combine(SnippetTests.Root(), "docs", "guides", "gainsight.md")).ReplaceLineEndings("\n");

    private static async Task<GainsightEmulator> StartAsync(GainsightEmulatorOptions options)
    {
        var emulator = await GainsightEmulator.StartAsync(options, Token);
        emulator.DeclareField("company", new("Plan__gc", "PICKLIST") { Options = ["Gold", "Silver"] });
        emulator.DeclareField("company", new("Discount__gc", "PERCENTAGE"));
        emulator.DeclareField("company", new("LastSeen__gc", "DATETIME"));
        emulator.DeclareObject(new("Asset__gc")
        {
            Fields =
            [
                new("Serial__gc", "STRING"),
                new("Kind__gc", "PICKLIST") { Options = ["Car", "Van"] },
                new("Sold__gc", "BOOLEAN"),
                new("Marks__gc", "MULTISELECTDROPDOWNLIST") { Options = ["Red", "Old"] },
                new("Owner__gc", "LOOKUP") { LookupObject = "company" },
            ],
        });
        emulator.Seed("relationship_type", new JsonObject { ["Name"] = "Region" });
        emulator.Seed("gsuser", new JsonObject { ["Name"] = "Cem", ["Email"] = "cem@vendor.com", ["IsActiveUser"] = true });
        return emulator;
    }

    private ServiceProvider Build(GainsightEmulator emulator, Action<CensusSyncBuilder> add)
    {
        var services = new ServiceCollection();
        services.AddGainsightClient(options =>
        {
            (options.BaseAddress, options.AccessKey) = (emulator.BaseAddress, emulator.AccessKey);
            options.CallsPerMinute = 100_000;
        }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(emulator.CreateHandler);
        services.AddCensusSync(sync => add(sync.AddSource("warehouse", _ => Warehouse())));
        return services.BuildServiceProvider();
    }

    private DbSource Warehouse()
    {
        if (!File.Exists(_folder.File("warehouse.db")))
        {
            Execute("""
                create table companies (name text, region text, arr real, stage text, renews_on text, plan text, csm_email text);
                insert into companies values ('Acme', 'EMEA', 120000, 'Launched', '2027-03-31', 'Gold', 'cem@vendor.com'), ('Globex', 'APAC', 1000, null, null, 'Silver', null);
                create table regions (company text, region text, kind text, arr real);
                insert into regions values ('Acme', 'EMEA', 'Region', 40000);
                create table contacts (contact_id text, email text, company text, region text, title text, role text, first_name text, last_name text);
                insert into contacts values ('1', 'jane@acme.com', 'Acme', 'EMEA', 'VP', 'Sponsor', 'Jane', 'Smith'), ('2', 'joe@globex.com', 'Globex', null, 'CTO', null, 'Joe', 'Bloggs');
                create table assets (serial text, kind text, owner text, marks text);
                insert into assets values ('A-1', 'Van', 'Acme', 'Red,Old'), ('A-2', 'Car', 'Globex', null);
                create table closed_companies (name text);
                insert into closed_companies values ('Globex');
                """);
        }

        return new(SqliteFactory.Instance.CreateDataSource($"Data Source={_folder.File("warehouse.db")};Pooling=False"));
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.File("warehouse.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static void AssertDelivered(SyncRunResult run)
    {
        Assert.True(run.Status == SyncRunStatus.Completed, run.ErrorMessage);
        Assert.Equal("", string.Join('\n', run.Issues.Select(issue => $"{issue.Key} {issue.Problem}")));
        Assert.True(run.RecordsUpdated > 0);
    }
}
