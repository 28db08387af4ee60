using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>Syncs that delete what their source lists.</summary>
public sealed class DeletionTests
{
    private static TestSync Create()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Delete, Map = map => map.Key("id", "Id") }.WithRows(5);
        foreach (var row in sync.Source.Rows)
            sync.Destination.Stored[row[0].ToText()] = [];
        sync.Destination.Stored["theirs"] = [];
        return sync;
    }

    [Fact]
    public async Task What_the_source_lists_is_deleted_once()
    {
        var sync = Create();
        var first = await sync.RunCompletedAsync();
        var second = await sync.RunCompletedAsync();

        Assert.Equal((5, 5, 0, 0), (first.SourceRecordDeletes, first.RecordsDeleted, first.SourceRecordUpdates, first.SourceRecordCreates));
        Assert.Equal((0, 5), (second.RecordsProcessed, second.SourceRecordUnchanged));
        Assert.Equal(["theirs"], sync.Destination.Stored.Keys);
    }

    [Fact]
    public async Task What_is_not_there_is_no_error()
    {
        var sync = Create();
        sync.Destination.Stored.Clear();

        var result = await sync.RunCompletedAsync();

        Assert.Equal((5, 0), (result.RecordsUpdated, result.RecordsFailed));
    }

    [Fact]
    public async Task A_row_that_was_gone_and_is_listed_again_is_deleted_again()
    {
        var sync = Create();
        await sync.RunCompletedAsync();
        var row = sync.Source.Rows[2];
        sync.Source.Rows.Remove(row);
        await sync.RunCompletedAsync();
        sync.Destination.Stored["k2"] = [];
        sync.Source.Rows.Add(row);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(1, result.RecordsDeleted);
        Assert.False(sync.Destination.Stored.ContainsKey("k2"));
    }

    [Fact]
    public async Task An_empty_list_deletes_nothing_and_is_no_accident()
    {
        var sync = Create();
        await sync.RunCompletedAsync();
        sync.Source.Rows.Clear();

        var result = await sync.RunCompletedAsync();

        Assert.Equal(0, result.RecordsProcessed);
    }

    [Fact]
    public async Task Other_columns_of_a_row_change_nothing()
    {
        var sync = Create();
        sync.Map = map => map.Key("id", "Id").Map("name", "Name");
        await sync.RunCompletedAsync();
        sync.Source.Set(0, 1, "other");

        Assert.Equal(5, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
    }

    [Fact]
    public async Task A_refused_deletion_is_tried_again()
    {
        var sync = Create();
        sync.Destination.Refuses = key => key == "k3";
        var refused = await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;

        var again = await sync.RunCompletedAsync();

        Assert.Equal((4, 1), (refused.RecordsDeleted, refused.RecordsFailed));
        Assert.Equal(1, again.RecordsDeleted);
    }

    [Fact]
    public async Task What_a_state_of_deletions_knows_says_nothing_about_deliveries()
    {
        var sync = Create();
        await sync.RunCompletedAsync();
        sync.Behavior = SyncBehavior.UpdateOrCreate;

        var result = await sync.RunAsync();

        Assert.Equal(SyncErrorCodes.StateFailed, result.ErrorCode);
        Assert.Equal(5, (await sync.RunCompletedAsync(new() { RebindState = true })).RecordsCreated);
    }

    [Fact]
    public async Task A_destination_that_says_that_nothing_is_there_is_not_asked_again()
    {
        var sync = Create();
        sync.Destination.Respond = _ => RecordResult.Skipped(new(SyncErrorCodes.NotFound, "There is no such record."));
        var first = await sync.RunCompletedAsync();
        sync.TakeSent();
        var second = await sync.RunCompletedAsync();

        Assert.Equal(5, first.RecordsSkipped);
        Assert.Equal((0, 5), (second.RecordsProcessed, second.SourceRecordUnchanged));
        Assert.Empty(sync.TakeSent());
    }
}
