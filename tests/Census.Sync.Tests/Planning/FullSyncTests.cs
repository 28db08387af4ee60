using Census.Sync.Tests.Support;
using Census.Sync.TestUtilities;

namespace Census.Sync.Tests.Planning;

/// <summary>When a run sends every record, and that it says why.</summary>
public sealed class FullSyncTests
{
    [Fact]
    public async Task A_first_run_is_full_and_the_next_is_not()
    {
        var sync = new TestSync().WithRows(5);

        Assert.Equal([FullSyncReason.FirstRun], (await sync.RunCompletedAsync()).FullSyncReasons);
        var next = await sync.RunCompletedAsync();

        Assert.Empty(next.FullSyncReasons);
        Assert.False(next.FullSync);
    }

    [Fact]
    public async Task On_demand_every_record_is_sent_and_no_guard_asks_why()
    {
        var sync = new TestSync().WithRows(1_500);
        sync.Destination.Speed = new(500);
        await sync.RunCompletedAsync();

        var result = await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal(1_500, result.RecordsUpdated);
        Assert.Equal([FullSyncReason.Requested], result.FullSyncReasons);
    }

    [Theory]
    [InlineData("added", FullSyncReason.FieldAdded, 5)]
    [InlineData("retyped", FullSyncReason.FieldChanged, 5)]
    [InlineData("set always", FullSyncReason.FieldChanged, 5)]
    [InlineData("nulls", null, 1)]
    [InlineData("removed", null, 0)]
    [InlineData("behaviour", null, 0)]
    [InlineData("strategy", null, 0)]
    [InlineData("guards", null, 0)]
    public async Task A_change_of_the_sync_sends_everything_if_that_is_what_it_takes(string change, FullSyncReason? reason, int sent)
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(5);
        sync.Source.Set(4, 1, change == "nulls" ? FieldValue.Null : "name 4");
        sync.Map = map => map.Key("id", "Id").Map(new FieldMapping("name", "Name") { SyncNulls = change != "nulls", SetIfEmpty = change == "set always" }).Map("arr", "Arr");
        await sync.RunCompletedAsync();
        sync.Map = change switch
        {
            "added" => map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").Map("name", "Note"),
            "removed" => map => map.Key("id", "Id").Map("name", "Name"),
            "strategy" => map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").MirrorBy(MirrorStrategy.UpdatesAndNulls),
            "guards" => map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(1),
            _ => map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr"),
        };
        if (change == "retyped")
            sync.Destination.Fields[2] = new("Arr", FieldType.String);
        if (change == "behaviour")
            sync.Behavior = SyncBehavior.UpdateOnly;

        var result = await sync.RunCompletedAsync();

        Assert.Equal(sent, result.RecordsUpdated);
        Assert.Equal(reason is null ? [] : [reason.Value], result.FullSyncReasons);
        Assert.Empty((await sync.RunCompletedAsync()).FullSyncReasons);
    }

    [Fact]
    public async Task A_state_that_is_forgotten_is_a_reason_of_its_own()
    {
        var sync = new TestSync().WithRows(5);
        await sync.RunCompletedAsync();
        sync.Destination.Account = "memory:two";

        Assert.Equal([FullSyncReason.StateForgotten], (await sync.RunCompletedAsync(new() { RebindState = true })).FullSyncReasons);
    }

    [Theory]
    [InlineData(SyncBehavior.CreateOnly)]
    [InlineData(SyncBehavior.Append)]
    public async Task What_is_only_created_is_sent_in_full_when_the_sync_updates_one_day(SyncBehavior behavior)
    {
        var sync = new TestSync { Behavior = behavior }.WithRows(5);
        await sync.RunCompletedAsync();
        sync.Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").Map("name", "Note");
        var extended = await sync.RunCompletedAsync();
        Assert.Equal((0, 5), (extended.RecordsProcessed, extended.SourceRecordUnchanged));
        Assert.Empty(extended.FullSyncReasons);
        Assert.Equal(5, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
        sync.Behavior = SyncBehavior.UpdateOrCreate;

        await sync.RunCompletedAsync();

        Assert.All(sync.Destination.Stored, record => Assert.Equal(record.Value["Name"], record.Value["Note"]));
    }

    [Fact]
    public async Task A_sync_that_appends_is_never_made_to_send_again()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Append }.WithRows(5);
        await sync.RunCompletedAsync();

        var result = await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal((0, false), (result.RecordsProcessed, result.FullSync));
        Assert.Contains("appends", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reasons_are_logged()
    {
        var logger = new LogRecorder<SyncRunner>();
        var sync = new TestSync { Logger = logger }.WithRows(5);

        await sync.RunCompletedAsync();

        Assert.Contains(logger.Entries, entry => entry.Id.Id == 2012 && entry.Text.EndsWith("sends every record: FirstRun.", StringComparison.Ordinal));
    }
}
