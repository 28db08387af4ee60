using System.Text;
using Census.Sync.ConformanceTests;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Census.Sync.Sources.Tests;

public sealed class SourcesHaveTheirSuites() : EverySourceHasItsSuite(typeof(DbSource).Assembly);

[SuiteFor(typeof(DbSource))]
public sealed class SqliteConformanceTests : SyncSourceConformance, IDisposable
{
    private readonly List<SqliteFile> _files = [];

    protected override Model Model => Model.Table("people");

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        var file = new SqliteFile("create table people(Id text, Name text)", $"insert into people {PeopleSql.Sqlite(records)}");
        _files.Add(file);
        return new(file.Source());
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() =>
        new(new DbSource(SqliteFactory.Instance.CreateDataSource("Data Source=/nowhere/at/all.db;Mode=ReadOnly")));

    public void Dispose() => _files.ForEach(file => file.Dispose());
}

[SuiteFor(typeof(DbSource))]
public sealed class PostgresConformanceTests(PostgresServer server) : SyncSourceConformance
{
    private int _records;

    protected override Model Model => Model.Sql(PeopleSql.Postgres(_records));

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        _records = records;
        return new(new DbSource(server.DataSource));
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() =>
        new(new DbSource(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody"), new() { MaximumAttempts = 1 }));
}

[SuiteFor(typeof(DbSource))]
public sealed class MariaDbConformanceTests(MariaDbServer server) : SyncSourceConformance
{
    private int _records;

    protected override Model Model => Model.Sql(PeopleSql.MariaDb(_records));

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        _records = records;
        return new(new DbSource(server.DataSource()));
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() =>
        new(new DbSource(MySql.Data.MySqlClient.MySqlClientFactory.Instance.CreateDataSource(server.ConnectionString(password: "wrong"))));
}

[SuiteFor(typeof(CsvSource))]
public sealed class CsvConformanceTests : SyncSourceConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        var text = new StringBuilder("Id,Name\n");
        for (var i = 0; i < records; i++)
            text.Append(IdOf(i)).Append(',').Append(NameOf(i) is { } name ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : "").Append('\n');
        return new(new CsvSource(_folder.Write("people.csv", text.ToString())));
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() => new(new CsvSource(_folder.File("missing.csv")));

    public void Dispose() => _folder.Dispose();
}

[SuiteFor(typeof(JsonLinesSource))]
public sealed class JsonLinesConformanceTests : SyncSourceConformance, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        var text = new StringBuilder();
        for (var i = 0; i < records; i++)
            text.Append($$"""{"Id":"{{IdOf(i)}}","Name":{{(NameOf(i) is { } name ? $"\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : "null")}}}""").Append('\n');
        return new(new JsonLinesSource(_folder.Write("people.jsonl", text.ToString()), new() { Fields = [new("Id"), new("Name")] }));
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() => new(new JsonLinesSource(_folder.File("missing.jsonl")));

    public void Dispose() => _folder.Dispose();
}

[SuiteFor(typeof(ObjectSource<>))]
public sealed class ObjectConformanceTests : SyncSourceConformance
{
    protected override ValueTask<SyncSource> CreateAsync(int records) => new(new ObjectSource<int>(
        () => Enumerable.Range(0, records), columns => columns.Column("Id", i => IdOf(i)).Column("Name", i => NameOf(i))));

    protected override ValueTask<SyncSource> CreateBrokenAsync() => new(new ObjectSource<int>(
        () => throw new InvalidOperationException("The warehouse is closed."), columns => columns.Column("Id", i => IdOf(i))));
}
