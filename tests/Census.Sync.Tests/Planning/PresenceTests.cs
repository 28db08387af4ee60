using Census.Sync.ConformanceTests;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>A destination that offers everything.</summary>
public sealed class PresenceTests : PresenceConformance
{
    private readonly MemoryDestination _destination = new();

    protected override SyncOperation[] Offered => Enum.GetValues<SyncOperation>();

    protected override SyncDestination Destination => _destination;

    protected override string ObjectName => "Thing";

    protected override SyncBuilder Map(SyncBuilder sync) => sync.Key("key", "Id").Map("value", "Name");

    protected override ValueTask PutAsync(string key, string value)
    {
        _destination.Stored[key] = new() { ["Name"] = value };
        return default;
    }

    protected override IEnumerable<string> ValuesOf(string key) => _destination.RecordsOf(key).Select(record => record["Name"] is "<null>" ? PresenceTable.Cleared : record["Name"]);

    protected override int TimesSent(string key) => _destination.Sent.Count(record => record.Key == key);
}
