using Census.Sync.ConformanceTests;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>A destination that offers everything.</summary>
public sealed class PresenceTests : PresenceConformance
{
    private readonly MemoryDestination _destination = new();

    public static TheoryData<SyncBehavior, MirrorStrategy> Every => Behaviors;

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

    [Theory]
    [MemberData(nameof(Every))]
    public async Task Of_what_was_refused_and_left_the_source_then_nothing_is_sent(SyncBehavior behavior, MirrorStrategy strategy)
    {
        var sync = new TestSync { Behavior = behavior, Destination = _destination, Map = map => map.MirrorBy(strategy).Key("id", "Id").Map("name", "Name") }.WithRows(3);
        _destination.Refuses = key => key == "k1";
        Assert.Equal(1, (await sync.RunCompletedAsync()).RecordsFailed);
        _destination.Refuses = _ => false;
        sync.Source.Rows.RemoveAt(1);
        sync.TakeSent();

        var result = await sync.RunCompletedAsync();

        Assert.DoesNotContain("k1", sync.TakeSent());
        Assert.Equal((0, 0), (result.SourceRecordDeletes, result.RecordsFailed));
    }
}
