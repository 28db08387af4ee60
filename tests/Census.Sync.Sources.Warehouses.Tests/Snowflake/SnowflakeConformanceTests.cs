using Census.Sync.ConformanceTests;
using Census.Sync.SourceEmulators.Snowflake;

namespace Census.Sync.Sources.Warehouses.Tests.Snowflake;

[SuiteFor(typeof(SnowflakeSource))]
public sealed class SnowflakeConformanceTests : SyncSourceConformance, IAsyncLifetime
{
    private readonly SnowflakeEmulator _emulator = new() { Polls = 1 };
    private readonly List<SnowflakeSource> _sources = [];

    protected override Model Model => Model.Table("PUBLIC.PEOPLE");

    protected override ValueTask<SyncSource> CreateAsync(int records)
    {
        _emulator.Results["SELECT * FROM \"PUBLIC\".\"PEOPLE\""] = new(
            [new("Id", "text"), new("Name", "text")], [.. Enumerable.Range(0, records).Select(record => new[] { IdOf(record), NameOf(record) })]) { PartitionSize = 400 };
        return new(Source(_emulator.Address));
    }

    protected override ValueTask<SyncSource> CreateBrokenAsync() => new(Source(new("http://127.0.0.1:1/")));

    private SnowflakeSource Source(Uri address)
    {
        var source = new SnowflakeSource(
            new() { Account = "MYORG-ACCOUNT", Credential = SnowflakeCredential.AccessToken("token"), Address = address }, timeProvider: Snowflakes.Clock());
        _sources.Add(source);
        return source;
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        _sources.ForEach(source => source.Dispose());
        await _emulator.DisposeAsync();
    }
}
