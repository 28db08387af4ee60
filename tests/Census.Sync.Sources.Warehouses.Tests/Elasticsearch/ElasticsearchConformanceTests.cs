using System.Text.Json;
using Census.Sync.ConformanceTests;
using Census.Sync.SourceEmulators.Elasticsearch;

namespace Census.Sync.Sources.Warehouses.Tests.Elasticsearch;

[SuiteFor(typeof(ElasticsearchSource))]
public sealed class ElasticsearchSqlConformanceTests : SyncSourceConformance, IAsyncLifetime
{
    private const string Query = "SELECT Id, Name FROM people";
    private readonly ElasticsearchEmulator _emulator = new();
    private readonly List<ElasticsearchSource> _sources = [];

    protected override Model Model => Model.Sql(Query);

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        _emulator.Queries[Query] = (
            """[{"name":"Id","type":"keyword"},{"name":"Name","type":"text"}]""",
            [.. Enumerable.Range(0, records).Select(record => $"[{JsonSerializer.Serialize(IdOf(record))},{JsonSerializer.Serialize(NameOf(record))}]")]);
        return new(Source(_emulator.Address));
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() => new(Source(new("http://127.0.0.1:1/")));

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        _sources.ForEach(source => source.Dispose());
        await _emulator.DisposeAsync();
    }

    private ElasticsearchSource Source(Uri address)
    {
        var source = new ElasticsearchSource(new() { Address = address, PageSize = 400 }, timeProvider: Searches.Clock());
        _sources.Add(source);
        return source;
    }
}
