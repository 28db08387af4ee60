using Census.Sync.TestUtilities;

namespace Census.Sync.Sources.Tests;

/// <summary>Memory stays flat however long the source is.</summary>
[Collection(nameof(Alone))]
public sealed class StreamingTests(PostgresServer server) : IDisposable
{
    private const int Records = 400_000;
    private const long Allowed = 24 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Postgres_is_streamed() =>
        await AssertFlatAsync(
            new DbSource(server.DataSource),
            Model.Sql($"select i as id, repeat('x', 200) as filler, i::numeric / 7 as share, now() as at from generate_series(1, {Records}) i"));

    [Fact]
    public async Task Sqlite_is_streamed()
    {
        using var database = new SqliteFile(
            "create table t(id integer, filler text)",
            $"insert into t with recursive n(i) as (select 1 union all select i + 1 from n where i < {Records}) select i, hex(zeroblob(100)) from n");

        await AssertFlatAsync(database.Source(), Model.Table("t"));
    }

    [Fact]
    public async Task Csv_is_streamed()
    {
        await WriteAsync("Id,Filler", $"1,{new string('x', 200)}");

        await AssertFlatAsync(new CsvSource(_folder.File("data")));
    }

    [Fact]
    public async Task Json_lines_are_streamed()
    {
        var line = $$"""{"Id":1,"Filler":"{{new string('x', 200)}}"}""";
        await WriteAsync(line, line);

        await AssertFlatAsync(new JsonLinesSource(_folder.File("data")));
    }

    [Fact]
    public async Task Objects_are_streamed() =>
        await AssertFlatAsync(new ObjectSource<int>(
            () => Enumerable.Range(0, Records), columns => columns.Column("Id", i => i).Column("Filler", i => new string('x', 200))));

    public void Dispose() => _folder.Dispose();

    private async Task WriteAsync(string first, string line)
    {
        await using var writer = new StreamWriter(_folder.File("data"));
        await writer.WriteLineAsync(first);
        for (var i = 0; i < Records; i++)
            await writer.WriteLineAsync(line);
    }

    private static async Task AssertFlatAsync(SyncSource source, Model? model = null)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long highest = 0;
        long records = 0;
        await using var read = await source.OpenReadAsync(new() { Model = model }, Reading.Cancellation);
        await foreach (var batch in read.Batches.WithCancellation(Reading.Cancellation))
        {
            records += batch.Count;
            if (records % 50_000 == 0)
                highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        // All of it would be more than 150 MB.
        Assert.InRange(records, Records, Records + 1);
        Assert.InRange(highest, long.MinValue, Allowed);
    }
}

[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
