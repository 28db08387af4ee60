using Census.Sync.ConformanceTests;
using Census.Sync.SourceEmulators.Databricks;

namespace Census.Sync.Sources.Warehouses.Tests.Databricks;

[SuiteFor(typeof(DatabricksSource))]
public sealed class DatabricksConformanceTests() : DatabricksConformance(inline: false);

[SuiteFor(typeof(DatabricksSource))]
public sealed class DatabricksInlineConformanceTests() : DatabricksConformance(inline: true);

public abstract class DatabricksConformance(bool inline) : SyncSourceConformance, IAsyncLifetime
{
    private readonly DatabricksEmulator _emulator = new() { Polls = 1 };
    private readonly List<DatabricksSource> _sources = [];

    protected override Model Model => Model.Table("main.mart.people");

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        _emulator.Results["SELECT * FROM `main`.`mart`.`people`"] = new(
            [new("Id", "STRING"), new("Name", "STRING")], [.. Enumerable.Range(0, records).Select(record => new[] { IdOf(record), NameOf(record) })]) { ChunkSize = 400 };
        return new(Source(_emulator.Address));
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() => new(Source(new("http://127.0.0.1:1/")));

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Assert.Empty(_emulator.Violations);
        _sources.ForEach(source => source.Dispose());
        await _emulator.DisposeAsync();
    }

    private DatabricksSource Source(Uri address)
    {
        var source = new DatabricksSource(
            new() { Workspace = address, WarehouseId = "w1", Credential = DatabricksCredential.AccessToken("dapi-token"), UseInlineResults = inline },
            timeProvider: Bricks.Clock());
        _sources.Add(source);
        return source;
    }
}
