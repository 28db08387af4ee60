using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Enterpret.Client;
using Gainsight.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

// Published trimmed and without reflection for JSON: one run of every source into both vendors, and a second one that has nothing to do.
using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(2));
var cancellationToken = stop.Token;
var folder = Directory.CreateTempSubdirectory("trim-probe-").FullName;
try
{
    await using var gainsight = await GainsightEmulator.StartAsync(new() { Port = 0 }, cancellationToken);
    await using var enterpret = await EnterpretEmulator.StartAsync(new() { Port = 0 }, cancellationToken);
    await using var services = Services(gainsight, enterpret);
    await using var state = new SqliteSyncStateStore(Path.Combine(folder, "state.db"));
    var runner = new SyncRunner(state);

    foreach (var sync in Syncs(folder, services.GetRequiredService<GainsightClient>(), services.GetRequiredService<EnterpretClient>()))
    {
        var first = await runner.RunAsync(sync, cancellationToken: cancellationToken);
        var second = await runner.RunAsync(sync, cancellationToken: cancellationToken);
        Expect(sync, first, delivered: first.SourceRecordCount);
        Expect(sync, second, delivered: 0);
    }

    return 0;
}
finally
{
    SqliteConnection.ClearAllPools();
    Directory.Delete(folder, recursive: true);
}

static void Expect(SyncDefinition sync, SyncRunResult run, long delivered)
{
    Console.WriteLine($"{sync.Name}: {run.Status}, {run.SourceRecordCount} read, {run.RecordsUpdated} delivered {run.ErrorMessage}");
    if (run.Status != SyncRunStatus.Completed || run.SourceRecordCount == 0 || run.RecordsUpdated != delivered || run.RecordsFailed > 0)
        throw new InvalidOperationException($"The sync from {sync.Name} did not do in a trimmed program what it does otherwise.");
}

static ServiceProvider Services(GainsightEmulator gainsight, EnterpretEmulator enterpret)
{
    var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Gainsight:BaseAddress"] = gainsight.BaseAddress.ToString(),
        ["Gainsight:AccessKey"] = GainsightEmulator.DefaultAccessKey,
        ["Enterpret:BaseAddress"] = enterpret.BaseAddress.ToString(),
        ["Enterpret:UsersApiKey"] = EnterpretEmulator.DefaultUsersKey,
        ["Enterpret:AccountsApiKey"] = EnterpretEmulator.DefaultAccountsKey,
    }).Build();

    var services = new ServiceCollection();
    services.AddGainsightClient(configuration.GetSection("Gainsight"));
    services.AddEnterpretClient(configuration.GetSection("Enterpret"));
    return services.BuildServiceProvider();
}

static IEnumerable<SyncDefinition> Syncs(string folder, GainsightClient gainsight, EnterpretClient enterpret)
{
    var companies = new GainsightDestination(gainsight);
    var accounts = new EnterpretDestination(enterpret);

    var csv = Path.Combine(folder, "companies.csv");
    File.WriteAllText(csv, "name,industry\nAcme,Logistics\n\"Beta, Inc.\",\n");
    yield return Companies("CSV", new CsvSource(csv)).Build();

    var jsonLines = Path.Combine(folder, "companies.jsonl");
    File.WriteAllText(jsonLines, "{\"name\":\"Gamma\",\"industry\":\"Retail\"}\n{\"name\":\"Delta\"}\n");
    yield return Companies("JSON lines", new JsonLinesSource(jsonLines)).Build();

    var database = SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(folder, "companies.db")}");
    using (var command = database.CreateCommand("create table companies as select 'Epsilon' as name, 'Travel' as industry"))
        command.ExecuteNonQuery();
    yield return Companies("database", new DbSource(database), Model.Table("companies")).Build();

    yield return new SyncBuilder("objects")
        .From(new ObjectSource<int>(() => [1, 2, 3], columns => columns
            .Column("id", id => $"account-{id}").Column("name", id => $"Account {id}").Column("since", id => new DateOnly(2025, 1, id))))
        .To(accounts, "Account", SyncBehavior.UpdateOrCreate).Key("id", "Id").Map("name", "name").Map("since", "Created At")
        .Build();

    SyncBuilder Companies(string name, SyncSource source, Model? model = null) => new SyncBuilder(name)
        .From(source, model)
        .To(companies, "Company", SyncBehavior.UpdateOrCreate).Key("name", "Name").Map("industry", "Industry");
}
