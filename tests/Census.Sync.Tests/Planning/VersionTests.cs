using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>Records that changed after a destination took them for good, sent again under keys of their own.</summary>
public sealed class VersionTests
{
    private static TestSync Create(int rows) => new TestSync
    {
        Behavior = SyncBehavior.CreateOnly,
        Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").SendChangesAsVersions(),
    }.WithRows(rows);

    [Fact]
    public async Task A_changed_record_is_sent_once_more_under_a_key_of_its_own()
    {
        var sync = Create(3);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 1, "changed");
        sync.TakeSent();

        var result = await sync.RunCompletedAsync();
        var sent = sync.TakeSent();
        var idle = await sync.RunCompletedAsync();

        Assert.Matches("^k1~[0-9a-f]{8}$", Assert.Single(sent));
        Assert.Equal((1, 0, 1), (result.SourceRecordUpdates, result.ChangedAfterDelivery, result.RecordsCreated));
        Assert.Equal(("name 1", "changed"), (sync.Destination.Stored["k1"]["Name"], sync.Destination.Stored[sent[0]]["Name"]));
        Assert.Equal((0, 3), (idle.RecordsProcessed, idle.SourceRecordUnchanged));
    }

    [Fact]
    public async Task Each_change_makes_one_version_and_values_that_were_there_before_their_key_again()
    {
        var sync = Create(1);
        var keys = new List<string>();
        await sync.RunCompletedAsync();
        foreach (var name in (string[])["a", "b", "a"])
        {
            sync.Source.Set(0, 1, name);
            sync.TakeSent();
            await sync.RunCompletedAsync();
            keys.Add(Assert.Single(sync.TakeSent()));
        }

        Assert.NotEqual(keys[0], keys[1]);
        Assert.Equal(keys[0], keys[2]);
        Assert.Equal(3, sync.Destination.Stored.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_version_without_an_answer_is_sent_again_as_that_version(bool stored)
    {
        var sync = Create(3);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 1, "changed");
        sync.TakeSent();
        sync.Destination.Answer = results => [.. results.Select(_ => RecordResult.Unknown)];
        if (!stored)
            sync.Destination.Respond = _ => RecordResult.Unknown;
        await sync.RunAsync();
        sync.Destination.Answer = results => results;
        sync.Destination.Respond = _ => null;
        var sent = sync.TakeSent().Distinct().ToList();

        await sync.RunCompletedAsync();

        Assert.Equal(sent, sync.TakeSent());
        Assert.Equal(4, sync.Destination.Stored.Count);
        Assert.Equal(("name 1", "changed"), (sync.Destination.Stored["k1"]["Name"], sync.Destination.Stored[sent[0]]["Name"]));
    }

    [Fact]
    public async Task A_version_that_is_refused_is_tried_again_and_a_duplicate_is_not_sent()
    {
        var sync = Create(3);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 1, "changed");
        sync.Source.Set(2, 1, "changed");
        sync.Source.Add("k2", "twice", 1m);
        sync.Destination.Refuses = key => key.StartsWith("k1~", StringComparison.Ordinal);
        var refused = await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;

        var again = await sync.RunCompletedAsync();

        Assert.Equal((1, 2), (refused.RecordsFailed, refused.SourceRecordInvalids));
        Assert.Equal((1, 0), (again.RecordsUpdated, again.Backlog));
        Assert.DoesNotContain(sync.Destination.Stored.Keys, key => key.StartsWith("k2~", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_cannot_have_versions_is_refused()
    {
        Assert.Throws<SyncConfigurationException>(() => new TestSync { Map = map => map.Key("id", "Id").SendChangesAsVersions() }.Define());

        var number = Create(1);
        number.Map = map => map.Key("arr", "Number").Map("id", "Id").SendChangesAsVersions();
        Assert.Contains("takes no text", (await number.RunAsync()).ErrorMessage, StringComparison.Ordinal);
    }
}
