using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.ConformanceTests;
using Census.Sync.Emulators;
using Gainsight.Client;

namespace EndToEnd.Tests.Vendors;

/// <summary>A custom object, which offers all that Gainsight has.</summary>
public sealed class GainsightPresenceTests : PresenceConformance, IAsyncLifetime
{
    private GainsightEmulator _emulator = null!;
    private HttpClient _http = null!;
    private GainsightClient _client = null!;

    protected override SyncOperation[] Offered => Enum.GetValues<SyncOperation>();

    protected override SyncDestination Destination => new GainsightDestination(_client);

    protected override string ObjectName => "Asset__gc";

    public async ValueTask InitializeAsync()
    {
        _emulator = await GainsightEmulator.StartAsync(new(), TestContext.Current.CancellationToken);
        _emulator.DeclareObject(new("Asset__gc") { Fields = [new("Serial__gc", "STRING"), new("Value__gc", "STRING")] });
        _http = new(_emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _client = new(new() { BaseAddress = _emulator.BaseAddress, AccessKey = _emulator.AccessKey }, _http);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _emulator.DisposeAsync();
    }

    protected override SyncBuilder Map(SyncBuilder sync) => sync.Key("key", "Serial__gc").Map("value", "Value__gc");

    protected override ValueTask PutAsync(string key, string value)
    {
        _emulator.Seed("Asset__gc", new JsonObject { ["Serial__gc"] = key, ["Value__gc"] = value });
        return default;
    }

    protected override IEnumerable<string> ValuesOf(string key) =>
        _emulator.Records("Asset__gc").Where(record => (string?)record["Serial__gc"] == key).Select(record => (string?)record["Value__gc"] ?? PresenceTable.Cleared);

    // A deletion goes by Gainsight's own id, of which the trail knows nothing.
    protected override int TimesSent(string key) => _emulator.TimesSent("Asset__gc", key);

    [Fact]
    public async Task Rows_without_a_key_are_appended_as_they_come()
    {
        var source = new ListSource("value");
        source.Add("a");
        source.Add("a");
        var sync = new SyncBuilder("log").From(source).To(Destination, ObjectName, SyncBehavior.Append).Map("value", "Value__gc").Build();
        var runner = new SyncRunner(new InMemorySyncStateStore());

        Assert.Equal(2, (await runner.RunAsync(sync, cancellationToken: TestContext.Current.CancellationToken)).RecordsCreated);
        Assert.Equal(2, (await runner.RunAsync(sync, cancellationToken: TestContext.Current.CancellationToken)).RecordsCreated);

        Assert.Equal(["a", "a", "a", "a"], _emulator.Records("Asset__gc").Select(record => (string?)record["Value__gc"]));
        Assert.Equal(2, _emulator.WriteCalls);
    }
}
