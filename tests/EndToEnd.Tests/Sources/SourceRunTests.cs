using Census.Sync;
using Census.Sync.ConformanceTests;
using Census.Sync.DatabaseServers;
using Census.Sync.Emulators;
using Census.Sync.SourceSubjects;
using Census.Sync.TestUtilities;
using DuckDB.NET.Data;
using Enterpret.Client;
using Gainsight.Client;

namespace EndToEnd.Tests.Sources;

/// <summary>Each source into each vendor: everything is sent once, then nothing, then what was edited.</summary>
public sealed class SourceRunTests(SourceRunTests.Postgres postgres, SourceRunTests.MariaDb mariaDb)
    : IClassFixture<SourceRunTests.Postgres>, IClassFixture<SourceRunTests.MariaDb>
{
    private const int Records = 12;
    private static readonly int[] s_edited = [0, 5, 11];
    private static readonly string[] s_freeOfCost = ["Postgres", "MariaDB", "SQLite", "DuckDB", "CSV", "JSON lines", "objects"];
    private static readonly TimeSpan s_attemptTimeout = TimeSpan.FromSeconds(35);

    public static TheoryData<string> Sources =>
    [
        "Postgres", "MariaDB", "SQLite", "DuckDB", "CSV", "JSON lines", "objects", "Snowflake", "Databricks", "Databricks inline", "BigQuery", "Sheets", "Elasticsearch", "OpenSearch",
        "Elasticsearch SQL", "OpenSearch SQL",
    ];

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Gainsight_gets_what_changed_and_nothing_else(string source)
    {
        var clock = new JumpingTimeProvider(s_attemptTimeout);
        await using var emulator = await GainsightEmulator.StartAsync(new() { TimeProvider = clock }, TestContext.Current.CancellationToken);
        using var http = new HttpClient(emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var client = new GainsightClient(
            new() { BaseAddress = emulator.BaseAddress, AccessKey = GainsightEmulator.DefaultAccessKey, AttemptTimeout = s_attemptTimeout }, http, clock);

        await AssertRunsAsync(
            source,
            clock,
            sync => sync.To(new GainsightDestination(client), GainsightObjects.Company.ObjectName, SyncBehavior.UpdateOrCreate).Key("Id", "Name").Map("Name", "Industry"),
            () => emulator.Calls,
            () => emulator.Records("company").Select(record => $"{record["Name"]} {record["Industry"]}"));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Enterpret_gets_what_changed_and_nothing_else(string source)
    {
        var clock = new JumpingTimeProvider(s_attemptTimeout);
        await using var emulator = await EnterpretEmulator.StartAsync(new() { TimeProvider = clock }, TestContext.Current.CancellationToken);
        using var http = new HttpClient(emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var client = new EnterpretClient(
            new() { BaseAddress = emulator.BaseAddress, AccountsApiKey = EnterpretEmulator.DefaultAccountsKey, AttemptTimeout = s_attemptTimeout }, http, clock);

        await AssertRunsAsync(
            source,
            clock,
            sync => sync.To(new EnterpretDestination(client), EnterpretObjects.Account.ObjectName, SyncBehavior.UpdateOrCreate).Key("Id", "Id")
                .MapConstant("Created At", new DateTimeOffset(2025, 6, 1, 8, 30, 0, TimeSpan.Zero)).Map("Name", "label"),
            () => emulator.Calls,
            () => emulator.Accounts.Select(record => $"{record["id"]} {record["attributes"]!["label"]!["s"]![0]}"));
    }

    private async Task AssertRunsAsync(
        string name, TimeProvider clock, Action<SyncBuilder> map, Func<IReadOnlyList<EmulatorCall>> calls, Func<IEnumerable<string>> contents)
    {
        await using var subject = SubjectOf(name);
        await subject.StartAsync();
        string[] labels = [.. Enumerable.Range(0, Records).Select(i => $"Größe \"{i}\"")];
        await HoldAsync();
        var source = subject.Connect();
        var runner = new SyncRunner(new InMemorySyncStateStore(clock), new() { LeaseDuration = TimeSpan.FromDays(1) }, clock);
        var sync = new SyncBuilder("sync").From(source, subject.Model);
        map(sync);
        var definition = sync.Build();

        var first = await RunAsync();
        Assert.Equal(Records, first.Run.RecordsUpdated);
        AssertContents();

        var second = await RunAsync();
        Assert.Equal((Records, 0), ((int)second.Run.SourceRecordUnchanged, second.Sent.Count));

        foreach (var record in s_edited)
            labels[record] += " edited";
        await HoldAsync();
        var third = await RunAsync();
        Assert.Equal(s_edited.Select(KeyOf).Order(StringComparer.Ordinal), third.Sent.Order(StringComparer.Ordinal));
        AssertContents();

        async Task<(SyncRunResult Run, List<string> Sent)> RunAsync()
        {
            var before = calls().Count;
            var run = await runner.RunAsync(definition, new() { IgnoreGuards = true }, TestContext.Current.CancellationToken);
            Assert.Equal((SyncRunStatus.Completed, 0), (run.Status, run.Issues.Count));
            Assert.Equal(!s_freeOfCost.Contains(name), run.SourceCost is { Calls: > 0, BytesReceived: > 0 });
            return (run, [.. calls().Skip(before).Where(call => call.IsWrite).SelectMany(call => call.Ids)]);
        }

        ValueTask HoldAsync() => subject.HoldAsync(new(
            [new("Id", subject.TextType), new("Name", subject.TextType)], [.. labels.Select((label, i) => new[] { subject.Text(KeyOf(i)), subject.Text(label) })]));

        void AssertContents() => Assert.Equal(labels.Select((label, i) => $"{KeyOf(i)} {label}").Order(StringComparer.Ordinal), contents().Order(StringComparer.Ordinal));
    }

    private static string KeyOf(int record) => $"record-{record}";

    private SourceSubject SubjectOf(string name) => name switch
    {
        "Postgres" => new PostgresSubject(postgres.Server.DataSource),
        "MariaDB" => new MariaDbSubject(mariaDb.Server.DataSource(), mariaDb.Server.DataSource(password: "wrong")),
        "DuckDB" => new DuckDbSubject(DuckDBClientFactory.Instance),
        "SQLite" => new SqliteSubject(),
        "CSV" => new CsvSubject(),
        "JSON lines" => new JsonLinesSubject(),
        "objects" => new ObjectSubject(),
        "Snowflake" => new SnowflakeSubject(),
        "Databricks" => new DatabricksSubject(inline: false),
        "Databricks inline" => new DatabricksSubject(inline: true),
        "BigQuery" => new BigQuerySubject(),
        "Sheets" => new SheetsSubject(),
        "Elasticsearch" => new ElasticsearchSubject(),
        "OpenSearch" => new ElasticsearchSubject(isOpenSearch: true, version: "3.3.0"),
        "Elasticsearch SQL" => new ElasticsearchSqlSubject(),
        "OpenSearch SQL" => new ElasticsearchSqlSubject(isOpenSearch: true),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    /// <summary>The server of these tests.</summary>
    public sealed class Postgres : IAsyncLifetime
    {
        public PostgresServer Server { get; } = new();

        public ValueTask InitializeAsync() => Server.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    /// <summary>The other server of these tests.</summary>
    public sealed class MariaDb : IAsyncLifetime
    {
        public MariaDbServer Server { get; } = new();

        public ValueTask InitializeAsync() => Server.StartAsync();

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
