using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Mapping;

/// <summary>Fields that leave nulls at the destination as they are, and fields that are only set where they are empty.</summary>
public sealed class NullTests
{
    private static SyncBuilder LeavesNulls(SyncBuilder sync) => sync.Key("id", "Id").Map(new("name", "Name") { SyncNulls = false }).Map("arr", "Arr");

    private static SyncBuilder SetsEmpty(SyncBuilder sync) => sync.Key("id", "Id").Map(new("name", "Name") { SetIfEmpty = true }).Map("arr", "Arr");

    [Fact]
    public async Task A_null_that_is_not_synced_leaves_the_value_and_sends_the_rest()
    {
        var sync = new TestSync { Map = LeavesNulls }.WithRows(2);
        await sync.RunCompletedAsync();
        sync.Source.Set(0, 1, FieldValue.Null);
        sync.Source.Set(0, 2, 5m);

        await sync.RunCompletedAsync();

        Assert.Equal(("name 0", "5"), (sync.Destination.Stored["k0"]["Name"], sync.Destination.Stored["k0"]["Arr"]));
        Assert.Equal(2, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
        sync.Source.Set(0, 1, "again");
        await sync.RunCompletedAsync();
        Assert.Equal("again", sync.Destination.Stored["k0"]["Name"]);
    }

    [Fact]
    public async Task A_required_field_without_a_value_is_invalid_whether_its_nulls_are_synced_or_not()
    {
        var sync = new TestSync { Map = LeavesNulls };
        sync.Destination.Fields[1] = sync.Destination.Fields[1] with { IsRequired = true };
        sync.Source.Add("a", FieldValue.Null, 1m);

        Assert.Equal(SyncErrorCodes.RequiredField, Assert.Single((await sync.RunCompletedAsync()).Issues).Problem.Code);
    }

    [Fact]
    public async Task Nulls_that_are_not_synced_any_more_send_nothing_and_a_real_change_is_still_seen()
    {
        var sync = WithNulls(10);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Map = map => LeavesNulls(map).HoldWhen(0.1, 0);
        sync.Source.Set(3, 2, 33m);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["k3"], sync.TakeSent());
        Assert.Empty(result.Warnings);
        Assert.Equal(10, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
    }

    [Fact]
    public async Task Nulls_that_are_synced_again_are_sent_alone_and_no_guard_holds_them()
    {
        var sync = WithNulls(10);
        sync.Map = LeavesNulls;
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(0.1, 0);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["k0", "k2", "k4", "k6", "k8"], sync.TakeSent());
        Assert.Equal("<null>", sync.Destination.Stored["k4"]["Name"]);
        Assert.Contains("'Name' gets more than before", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_is_set_where_it_is_empty_and_left_where_it_has_a_value()
    {
        var sync = new TestSync { Map = SetsEmpty }.WithRows(4);
        sync.Destination.Stored["k0"] = new() { ["Name"] = "theirs", ["Arr"] = "1" };
        sync.Destination.Stored["k1"] = new() { ["Name"] = "<null>", ["Arr"] = "1" };
        sync.Source.Set(3, 1, FieldValue.Null);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["theirs", "name 1", "name 2"], new[] { "k0", "k1", "k2" }.Select(key => sync.Destination.Stored[key]["Name"]));
        Assert.DoesNotContain("Name", sync.Destination.Stored["k3"]);
        Assert.Equal(["0", "10", "20", "30"], new[] { "k0", "k1", "k2", "k3" }.Select(key => sync.Destination.Stored[key]["Arr"]));
        Assert.Equal([3], sync.Destination.Questions);
        Assert.Equal(4, result.RecordsUpdated);
    }

    [Fact]
    public async Task Of_a_field_that_is_set_once_only_the_first_value_is_a_change()
    {
        var sync = new TestSync { Map = SetsEmpty }.WithRows(3);
        sync.Source.Set(0, 1, FieldValue.Null);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(0, 1, "first");
        sync.Source.Set(1, 1, "other");
        sync.Source.Set(2, 2, 5m);
        sync.Source.Set(2, 1, "other too");

        await sync.RunCompletedAsync();

        Assert.Equal(["k0", "k2"], sync.TakeSent());
        Assert.Equal(["first", "name 1", "name 2"], new[] { "k0", "k1", "k2" }.Select(key => sync.Destination.Stored[key]["Name"]));
        Assert.Equal("5", sync.Destination.Stored["k2"]["Arr"]);
        Assert.Equal(3, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
    }

    [Fact]
    public async Task A_record_of_which_the_destination_cannot_tell_is_refused_and_tried_again()
    {
        var sync = new TestSync { Map = SetsEmpty }.WithRows(3);
        sync.Destination.Finds = key => key switch
        {
            "k0" => FindResult.CannotTell,
            "k1" => FindResult.Many,
            _ => FindResult.Absent,
        };

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["k2"], sync.TakeSent());
        Assert.Equal(
            [("k0", SyncErrorCodes.CannotTell), ("k1", SyncErrorCodes.CannotTell)], result.Issues.Select(issue => (issue.Key, issue.Problem.Code)).Order());
        Assert.Equal((2, 1), (result.RecordsFailed, result.RecordsUpdated));
        sync.Destination.Finds = null;
        sync.Clock.Advance(TimeSpan.FromDays(30));
        await sync.RunCompletedAsync();
        Assert.Equal(["k0", "k1"], sync.TakeSent().Order());
    }

    [Fact]
    public async Task A_value_that_the_destination_hides_is_not_overwritten()
    {
        var sync = new TestSync { Map = SetsEmpty }.WithRows(1);
        sync.Destination.Stored["k0"] = new() { ["Name"] = "theirs" };
        sync.Destination.Hides.Add("Name");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(("theirs", 1), (sync.Destination.Stored["k0"]["Name"], result.RecordsFailed));
    }

    [Fact]
    public async Task Results_are_those_of_their_records_when_others_of_the_batch_were_not_sent()
    {
        var sync = new TestSync { Map = SetsEmpty }.WithRows(4);
        sync.Destination.Finds = key => key == "k1" ? FindResult.CannotTell : FindResult.Absent;
        sync.Destination.Refuses = key => key == "k2";

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["k0", "k3"], sync.Destination.Stored.Keys.Order());
        Assert.Equal([("k1", SyncErrorCodes.CannotTell), ("k2", "E42")], result.Issues.Select(issue => (issue.Key, issue.Problem.Code)).Order());
    }

    [Fact]
    public async Task A_quota_that_ends_at_a_question_leaves_the_records_unsent_and_not_in_doubt()
    {
        var sync = new TestSync { Map = SetsEmpty }.WithRows(5);
        sync.Destination.Finds = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");

        var stopped = await sync.RunAsync();
        sync.Destination.Finds = null;
        await sync.RunCompletedAsync();

        Assert.Equal((SyncErrorCodes.QuotaExhausted, 5, 0), (stopped.ErrorCode, stopped.Backlog, stopped.RecordsInDoubt));
        Assert.Equal(5, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task A_destination_that_cannot_be_read_refuses_the_sync_and_a_sync_that_only_creates_needs_no_reading()
    {
        var sync = new TestSync { Map = SetsEmpty }.WithRows(1);
        sync.Destination.CanRead = false;

        var report = await new SyncRunner(sync.Store).PlanAsync(sync.Define(), TestContext.Current.CancellationToken);
        var refused = await sync.RunAsync();
        sync.Behavior = SyncBehavior.CreateOnly;
        await sync.RunCompletedAsync();

        const string Message = "The object 'Thing' cannot be read, so 'Name' cannot be set only where it is empty.";
        Assert.Equal((Message, Message), (Assert.Single(report.Problems).Message, refused.ErrorMessage));
        Assert.Equal("name 0", sync.Destination.Stored["k0"]["Name"]);
    }

    [Fact]
    public async Task A_field_that_is_written_always_again_sends_every_record_and_one_that_is_set_once_from_now_on_sends_none()
    {
        var sync = new TestSync { Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr") }.WithRows(5);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        var always = sync.Map;
        sync.Map = SetsEmpty;
        sync.Source.Set(1, 2, 11m);

        await sync.RunCompletedAsync();
        var once = sync.TakeSent();
        sync.Map = map => always(map).HoldWhen(0.1, 0);
        await sync.RunCompletedAsync();

        Assert.Equal(["k1"], once);
        Assert.Equal(5, sync.TakeSent().Length);
    }

    [Fact]
    public async Task A_first_run_that_adopts_takes_any_value_of_a_field_that_is_set_once()
    {
        var sync = new TestSync { Map = map => SetsEmpty(map).FirstRun(FirstRun.AdoptMatching) }.WithRows(3);
        sync.Destination.Stored["k0"] = new() { ["Name"] = "theirs", ["Arr"] = "0" };
        sync.Destination.Stored["k1"] = new() { ["Name"] = "<null>", ["Arr"] = "10" };
        sync.Destination.Stored["k2"] = new() { ["Name"] = "theirs", ["Arr"] = "0" };

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["k1", "k2"], sync.TakeSent().Order());
        Assert.Equal(1, result.RecordsAdopted);
        Assert.Equal(["theirs", "name 1", "theirs"], new[] { "k0", "k1", "k2" }.Select(key => sync.Destination.Stored[key]["Name"]));
    }

    private static TestSync WithNulls(int count)
    {
        var sync = new TestSync().WithRows(count);
        for (var i = 0; i < count; i += 2)
            sync.Source.Set(i, 1, FieldValue.Null);
        return sync;
    }
}
