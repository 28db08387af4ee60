using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EndToEnd.Tests.Documentation;

/// <summary>The code of the guides to cursor columns and to registrations does what they say.</summary>
public sealed class CursorGuideTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_table_is_read_from_where_the_last_run_ended_and_whole_on_Sundays()
    {
        await using var emulator = await GainsightEmulator.StartAsync(cancellationToken: Token);
        await ExecuteAsync(
            "create table orders (company_name text, arr real, updated_at text)",
            "insert into orders values ('Acme', 100, '2026-03-01 10:00:00'), ('Beta', 200, '2026-03-01 10:30:00'), ('Gamma', 300, '2026-03-01 12:00:00')");
        await using var services = Build(emulator);
        var syncs = services.GetRequiredService<CensusSync>();

        var first = await Snippets.Cursors.Whole(syncs, DayOfWeek.Monday, Token);
        await ExecuteAsync(
            "update orders set arr = 201, updated_at = '2026-03-02 09:00:00' where company_name = 'Beta'", "update orders set arr = 101 where company_name = 'Acme'");
        var second = await Snippets.Cursors.Whole(syncs, DayOfWeek.Tuesday, Token);
        var sunday = await Snippets.Cursors.Whole(syncs, DayOfWeek.Sunday, Token);
        var monday = await Snippets.Cursors.Whole(syncs, DayOfWeek.Monday, Token);

        Assert.Equal((3, 3, false), (first.SourceRecordCount, first.RecordsUpdated, first.Incremental));
        Assert.Equal((2, 1, true), (second.SourceRecordCount, second.RecordsUpdated, second.Incremental));
        Assert.Equal((3, 1, false), (sunday.SourceRecordCount, sunday.RecordsUpdated, sunday.Incremental));
        Assert.Equal((1, 0, true), (monday.SourceRecordCount, monday.RecordsUpdated, monday.Incremental));
        Assert.Equal(5_000, Snippets.Cursors.Number(Snippets.Cursors.Time(new SyncBuilder("numbered"))).Build(services).Cursor!.NumberOverlap);
        Assert.Equal(
            ["Acme 101", "Beta 201", "Gamma 300"],
            emulator.Records("Company").Select(company => $"{company["Name"]} {company["Arr"]}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Own_objects_are_told_where_to_begin()
    {
        List<DateTimeOffset> asked = [];
        var orders = Snippets.Cursors.Objects((from, _) =>
        {
            asked.Add(from);
            return AsyncEnumerable.Empty<Snippets.Cursors.Order>();
        });
        var since = new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);

        foreach (var from in (FieldValue[])[FieldValue.Absent, since])
        {
            await using var read = await orders.OpenReadAsync(new() { Cursor = new("changed_at") { From = from } }, Token);
            await foreach (var _ in read.Batches.WithCancellation(Token))
            {
            }
        }

        Assert.Equal([DateTimeOffset.MinValue, since], asked);
    }

    [Fact]
    public void All_kinds_of_sources_are_registered_and_what_is_missing_is_told_at_once()
    {
        var services = new ServiceCollection();
        var config = new ConfigurationBuilder().AddInMemoryCollection([new("Leads:Path", "leads.csv")]).Build();
        Snippets.Registrations.Add(services, config, SqliteFactory.Instance, () => ["gold"]);
        using var provider = services.BuildServiceProvider();

        var failures = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate).Failures.ToList();

        Assert.Equal(
            [
                "'app' cannot be used. The connection string is missing.",
                "'snowflake' cannot be used. Snowflake:User: Give User with PrivateKey or PrivateKeyFile, or AccessToken alone.",
                "'snowflake' cannot be used. Snowflake:Account: It is missing.",
                "'databricks' cannot be used. Databricks:ClientId: Give ClientId and ClientSecret of a service principal, or AccessToken alone.",
                "'databricks' cannot be used. Databricks:Workspace: It is missing.",
                "'databricks' cannot be used. Databricks:WarehouseId: It is missing.",
                "'bigquery' cannot be used. BigQuery:ProjectId: It is missing.",
                "'sheet' cannot be used. Sheet:SpreadsheetId: It is missing.",
                "'search' cannot be used. Search:Address: Give the address of the cluster or its cloud id, and not both.",
                "'events' cannot be used. The path of the file is missing.",
            ],
            failures.Select(failure => failure.Replace("The source ", "", StringComparison.Ordinal)));
        Assert.IsType<CsvSource>(provider.GetRequiredKeyedService<SyncSource>("leads"));
        Assert.IsType<ObjectSource<string>>(provider.GetRequiredKeyedService<SyncSource>("plans"));
    }

    private ServiceProvider Build(GainsightEmulator emulator)
    {
        var services = new ServiceCollection();
        services.AddGainsightClient(options =>
        {
            (options.BaseAddress, options.AccessKey) = (emulator.BaseAddress, emulator.AccessKey);
            options.CallsPerMinute = 100_000;
        }).HttpClientBuilder.ConfigurePrimaryHttpMessageHandler(emulator.CreateHandler);
        services.AddCensusSync(sync => sync
            .UseState(_ => new SqliteSyncStateStore(_folder.File("state.db")))
            .AddSource("warehouse", source => source.Database(SqliteFactory.Instance, ConnectionString))
            .AddSync("orders", s => Snippets.Cursors.Time(s)));
        return services.BuildServiceProvider();
    }

    private string ConnectionString => $"Data Source={_folder.File("warehouse.db")};Pooling=False";

    private async Task ExecuteAsync(params string[] statements)
    {
        await using var connection = new SqliteConnection(ConnectionString);
        await connection.OpenAsync(Token);
        foreach (var statement in statements)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statements of this test.
            command.CommandText = statement;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(Token);
        }
    }
}
