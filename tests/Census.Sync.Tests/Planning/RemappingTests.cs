using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>Mappings change between runs. What the destination lacks is sent; what it merely no longer gets is not.</summary>
public sealed class RemappingTests
{
    [Fact]
    public async Task A_field_that_was_added_sends_every_record_and_no_guard_holds_it()
    {
        var sync = await SyncedAsync(sync => sync.Key("id", "Id").Map("name", "Name").HoldWhen(0.1, 0));
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(0.1, 0);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(30, sync.TakeSent().Length);
        Assert.Equal("290", sync.Destination.Stored["k29"]["Arr"]);
        Assert.Equal("The field 'Arr' is new to this sync. Every record is sent, changed or not.", Assert.Single(result.Warnings));
        Assert.Equal(30, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
        Assert.Equal(30, result.SourceRecordUpdates);
    }

    [Fact]
    public async Task A_field_that_the_destination_declares_otherwise_sends_every_record_and_is_named()
    {
        var sync = await SyncedAsync();
        sync.Destination.Fields.RemoveAll(field => field.Name == "Arr");
        sync.Destination.Fields.Add(new("Arr", FieldType.String));

        var planned = await sync.RunCompletedAsync(new() { DryRun = true });
        await sync.RunCompletedAsync();

        Assert.Equal("The field 'Arr' was Decimal and is String. Every record is sent, changed or not.", Assert.Single(planned.Warnings));
        Assert.Equal(30, sync.TakeSent().Length);
        Assert.Empty((await sync.RunCompletedAsync()).Warnings);
    }

    [Fact]
    public async Task A_guard_does_not_hold_the_rest_of_what_an_earlier_run_was_let_through()
    {
        var sync = await SyncedAsync(sync => sync.Key("id", "Id").Map("name", "Name").HoldWhen(0.5, 0));
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(0.5, 0);
        sync.Destination.OnCall = call => call < 5 ? Task.CompletedTask : throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        var stopped = await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.TakeSent();

        var result = await sync.RunCompletedAsync();

        Assert.Equal((10, 20), (stopped.RecordsUpdated, stopped.Backlog));
        Assert.Equal(20, sync.TakeSent().Length);
        Assert.Equal(10, result.SourceRecordUnchanged);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_record_in_doubt_that_was_sent_as_it_was_without_a_field_lacks_the_field(bool isGone)
    {
        var sync = new TestSync().WithRows(2);
        sync.Destination.Respond = key => key == "k1" ? RecordResult.Unknown : null;
        await sync.RunAsync();
        sync.Destination.Respond = _ => null;
        sync.Destination.Stored.Clear();
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name");
        var row = sync.Source.Rows[1];
        if (isGone)
            sync.Source.Rows.RemoveAt(1);
        else
            sync.Source.Rows.Add(row);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveRange(1, sync.Source.Rows.Count - 1);
        sync.Source.Rows.Add(row);
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr");

        await sync.RunCompletedAsync();

        Assert.Equal("10", sync.Destination.Stored["k1"]["Arr"]);
    }

    [Fact]
    public async Task What_a_full_sync_did_not_come_to_is_sent_after_a_field_was_removed()
    {
        var sync = await SyncedAsync();
        sync.Destination.OnCall = call => call < 5 ? Task.CompletedTask : throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        var stopped = await sync.RunAsync(new() { FullSync = true });
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.TakeSent();
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name");

        await sync.RunCompletedAsync();

        Assert.Equal(20, stopped.Backlog);
        Assert.Equal(20, sync.TakeSent().Length);
    }

    [Fact]
    public async Task A_field_that_was_removed_sends_only_what_changed_besides()
    {
        var sync = await SyncedAsync();
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name");
        sync.Source.Set(3, 1, "renamed");
        sync.Source.Set(4, 2, 4_444m);

        var result = await sync.RunCompletedAsync();

        // The one whose removed value changed too cannot be told from a real change, and is sent once more.
        Assert.Equal(["k3", "k4"], sync.TakeSent());
        Assert.Empty(result.Warnings);
        Assert.Equal(30, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
        Assert.Empty(sync.TakeSent());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_field_whose_change_stopped_to_count_counts_as_removed(bool countsFirst)
    {
        SyncBuilder Map(SyncBuilder sync, bool counts) => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr", countsAsChange: counts);
        var sync = await SyncedAsync(sync => Map(sync, countsFirst));
        sync.Map = sync => Map(sync, !countsFirst);

        await sync.RunCompletedAsync();

        Assert.Equal(countsFirst ? 0 : 30, sync.TakeSent().Length);
        Assert.Equal(30, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
    }

    [Fact]
    public async Task Removed_fields_of_every_sort_are_read_along_as_they_were()
    {
        var sync = new TestSync("id", "owner", "tags", "note");
        for (var i = 0; i < 10; i++)
            sync.Source.Add($"k{i}", i, $"tag {i}", $"{i}.0");
        sync.Destination.Fields.RemoveAll(field => field.Name == "Csm");
        sync.Destination.Fields.Add(new("Csm") { LookupObject = "user" });
        sync.Map = sync => sync.Key("id", "Id").MapConstant("Tier", "gold")
            .MapLookup("owner", "Csm", "Number").Map("tags", "Tags").Map("note", "Note", FieldType.Decimal);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Map = sync => sync.Key("id", "Id").MapConstant("Tier", "gold");

        var result = await sync.RunCompletedAsync();

        Assert.Empty(sync.TakeSent());
        Assert.Equal(10, result.SourceRecordUnchanged);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task Removed_values_of_every_kind_are_read_along_and_a_real_change_is_still_seen()
    {
        var sync = new TestSync("id", "name", "doc", "mail");
        for (var i = 0; i < 10; i++)
            sync.Source.Add($"k{i}", $"name {i}", $$"""{"city":"c{{i}}"}""", $"m{i}@example.com");
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name").MapConstant("Tier", "gold").MapPath("doc", "city", "Note").MapHash("mail", "Csm")
            .Map(new(MappedValue.Compound("/", MappedValue.Column("id"), MappedValue.Column("mail"), MappedValue.Constant(7)), "Code"));
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name");
        sync.Source.Set(4, 1, "renamed");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["k4"], sync.TakeSent());
        Assert.Empty(result.Warnings);
        Assert.Equal(10, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
    }

    [Fact]
    public async Task A_removed_value_that_was_computed_re_bases_with_a_warning()
    {
        var sync = await SyncedAsync(sync => sync.Key("id", "Id").MapComputed("Name", record => record["name"]));
        sync.Map = sync => sync.Key("id", "Id");

        var result = await sync.RunCompletedAsync();

        Assert.Empty(sync.TakeSent());
        Assert.Contains("'Name' is no longer mapped", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_path_whose_column_is_gone_re_bases_with_a_warning()
    {
        var sync = await SyncedAsync(sync => sync.Key("id", "Id").Map(new(MappedValue.Hash(MappedValue.Column("arr")), "Note")));
        sync.Map = sync => sync.Key("id", "Id");
        DropArr(sync);

        Assert.Contains("'Note' is no longer mapped", Assert.Single((await sync.RunCompletedAsync()).Warnings), StringComparison.Ordinal);
        Assert.Empty(sync.TakeSent());
    }

    [Fact]
    public async Task A_field_whose_column_is_gone_re_bases_with_a_warning()
    {
        var sync = await SyncedAsync();
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name");
        DropArr(sync);
        sync.Source.Add("new", "new");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["new"], sync.TakeSent());
        Assert.Contains("'Arr' is no longer mapped", Assert.Single(result.Warnings), StringComparison.Ordinal);
        sync.Source.Set(3, 1, "renamed");
        Assert.Empty((await sync.RunCompletedAsync()).Warnings);
        Assert.Equal(["k3"], sync.TakeSent());
    }

    [Fact]
    public async Task Records_that_were_rejected_or_left_over_are_not_lost_when_a_column_is_gone()
    {
        var sync = await SyncedAsync();
        sync.Source.Set(3, 1, "rejected");
        sync.Source.Set(5, 1, "left over");
        sync.Destination.Speed = new(1);
        sync.Destination.Refuses = key => key == "k3";
        sync.Destination.OnCall = call => call < 5 ? Task.CompletedTask : throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        var stopped = await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.Destination.Refuses = _ => false;
        sync.TakeSent();
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name");
        DropArr(sync);

        await sync.RunCompletedAsync();

        Assert.Equal((1, 1), (stopped.RecordsFailed, stopped.Backlog));
        Assert.Equal(["k3", "k5"], sync.TakeSent().Order());
        Assert.Equal("left over", sync.Destination.Stored["k5"]["Name"]);
    }

    [Fact]
    public async Task A_field_of_another_type_sends_what_reads_differently_and_no_guard_holds_it()
    {
        var sync = await SyncedAsync(sync => sync.Key("id", "Id").Map("arr", "Note").HoldWhen(0.1, 0));
        sync.Map = sync => sync.Key("id", "Id").Map("arr", "Note", FieldType.String).HoldWhen(0.1, 0);

        await sync.RunCompletedAsync();

        Assert.Equal(30, sync.TakeSent().Length);
    }

    [Fact]
    public async Task The_order_of_the_mappings_means_nothing()
    {
        var sync = await SyncedAsync();
        sync.Map = sync => sync.Map("arr", "Arr").Map("name", "Name").Key("id", "Id");

        await sync.RunCompletedAsync();

        Assert.Empty(sync.TakeSent());
    }

    [Fact]
    public async Task A_lookup_by_another_field_is_a_change()
    {
        var sync = await SyncedAsync(sync => sync.Key("id", "Id").MapLookup("name", "Csm", "Email"));
        sync.Map = sync => sync.Key("id", "Id").MapLookup("name", "Csm", "Login");

        await sync.RunCompletedAsync();

        Assert.Equal(30, sync.TakeSent().Length);
    }

    [Fact]
    public async Task A_field_added_to_records_that_are_only_created_sends_nothing_and_reports_no_change()
    {
        var sync = await SyncedAsync(sync => sync.Key("id", "Id").Map("name", "Name"), SyncBehavior.CreateOnly);
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr");

        var added = await sync.RunCompletedAsync();
        var later = await sync.RunCompletedAsync();
        sync.Source.Set(2, 2, 1m);
        var changed = await sync.RunCompletedAsync();

        Assert.Empty(sync.TakeSent());
        Assert.Equal((30, 0), (added.SourceRecordUnchanged, added.ChangedAfterDelivery));
        Assert.Contains("only creates", Assert.Single(added.Warnings), StringComparison.Ordinal);
        Assert.Equal((30, 0), (later.SourceRecordUnchanged, later.ChangedAfterDelivery));
        Assert.Equal((29, 1), (changed.SourceRecordUnchanged, changed.ChangedAfterDelivery));
    }

    [Fact]
    public async Task Records_skipped_because_they_existed_are_sent_when_the_sync_may_update_them()
    {
        var sync = new TestSync { Behavior = SyncBehavior.CreateOnly }.WithRows(3);
        sync.Destination.Stored["k1"] = new() { ["Name"] = "older" };
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Behavior = SyncBehavior.UpdateOrCreate;

        await sync.RunCompletedAsync();

        Assert.Contains("k1", sync.TakeSent());
        Assert.Equal("name 1", sync.Destination.Stored["k1"]["Name"]);
    }

    private static async Task<TestSync> SyncedAsync(Func<SyncBuilder, SyncBuilder>? map = null, SyncBehavior behavior = SyncBehavior.UpdateOrCreate)
    {
        var sync = new TestSync { Behavior = behavior }.WithRows(30);
        sync.Map = map ?? sync.Map;
        await sync.RunCompletedAsync();
        sync.TakeSent();
        return sync;
    }

    private static void DropArr(TestSync sync)
    {
        sync.Source.Columns = ["id", "name"];
        for (var i = 0; i < sync.Source.Rows.Count; i++)
            sync.Source.Rows[i] = sync.Source.Rows[i][..2];
    }
}
