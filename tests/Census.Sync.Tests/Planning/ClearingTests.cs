using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>A mirror that clears the fields of what left its source, in the place of deleting it.</summary>
public sealed class ClearingTests
{
    private static TestSync Create(int rows, Func<SyncBuilder, SyncBuilder>? map = null)
    {
        map ??= sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr");
        return new TestSync { Behavior = SyncBehavior.Mirror, Map = sync => map(sync.MirrorBy(MirrorStrategy.UpdatesAndNulls)) }.WithRows(rows);
    }

    [Fact]
    public async Task What_leaves_the_source_is_cleared_and_stays()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(3);

        var result = await sync.RunCompletedAsync();
        var next = await sync.RunCompletedAsync();

        Assert.Equal((1, 1, 1, 0), (result.SourceRecordDeletes, result.RecordsUpdated, result.RecordsCleared, result.RecordsDeleted));
        Assert.Equal(("k3", "<null>", "<null>"), (sync.Destination.Stored["k3"]["Id"], sync.Destination.Stored["k3"]["Name"], sync.Destination.Stored["k3"]["Arr"]));
        Assert.Equal(SyncOperation.Update, sync.Destination.LastPlan!.Operation);
        Assert.Empty(sync.Destination.Deleted);
        Assert.Equal((0, 0), (next.SourceRecordDeletes, next.RecordsProcessed));
    }

    [Fact]
    public async Task A_dry_run_shows_the_nulls()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(3);

        var dry = await sync.RunCompletedAsync(new() { DryRun = true });

        Assert.Equal((SyncOperation.Update, """[{"Id":"k3","Name":null,"Arr":null}]"""), (Assert.Single(dry.Payloads).Operation, dry.Payloads[0].Json));
    }

    [Fact]
    public async Task A_row_that_comes_back_is_sent_in_full()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        var row = sync.Source.Rows[4];
        sync.Source.Rows.Remove(row);
        await sync.RunCompletedAsync();
        sync.Source.Rows.Add(row);

        var result = await sync.RunCompletedAsync();

        Assert.Equal((1, 1), (result.SourceRecordUpdates, result.RecordsUpdated));
        Assert.Equal(("name 4", "40"), (sync.Destination.Stored["k4"]["Name"], sync.Destination.Stored["k4"]["Arr"]));
    }

    [Fact]
    public async Task Keys_required_fields_and_those_that_nulls_leave_alone_are_not_cleared_and_the_run_is_still_told()
    {
        var sync = Create(10, map => map.Key("id", "Id").Map("name", "Name").MapConstant("Tier", "gold").MapConstant("Since", new DateOnly(2026, 1, 1))
            .Map("arr", "Fixed").Map(new FieldMapping("arr", "Arr") { SyncNulls = false }).MapMetadata(SyncMetadata.SyncName, "Note"));
        sync.Destination.Fields[4] = new("Since", FieldType.Date) { IsRequired = true };
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(9);

        await sync.RunCompletedAsync();

        Assert.Equal(
            ["k9", FieldValue.Null, FieldValue.Null, new DateOnly(2026, 1, 1), FieldValue.Absent, FieldValue.Absent, "things"], sync.Destination.LastStored);
    }

    [Fact]
    public async Task A_record_that_is_not_there_any_more_is_not_created_again()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        sync.Destination.Stored.TryRemove("k3", out _);
        sync.Source.Rows.RemoveAt(3);

        var result = await sync.RunCompletedAsync();
        var next = await sync.RunCompletedAsync();

        Assert.Equal((1, 0, 0), (result.RecordsSkipped, result.RecordsCleared, next.RecordsProcessed));
        Assert.False(sync.Destination.Stored.ContainsKey("k3"));
    }

    [Fact]
    public async Task The_guards_of_a_mirror_hold_and_say_what_would_happen()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveRange(0, 3);

        var result = await sync.RunAsync();

        Assert.Equal(SyncErrorCodes.HeldByGuard, result.ErrorCode);
        Assert.Contains("3 of 10 known records left the source and would be cleared", result.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal("name 0", sync.Destination.Stored["k0"]["Name"]);
    }

    [Fact]
    public async Task What_somebody_else_put_there_is_left_alone_and_a_read_that_was_cut_clears_nothing()
    {
        var sync = Create(10);
        sync.Destination.Stored["theirs"] = new() { ["Name"] = "theirs" };
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(0);
        sync.Source.End = SourceReadEnd.Truncated("there is a limit.");
        await sync.RunCompletedAsync();
        Assert.Equal("name 0", sync.Destination.Stored["k0"]["Name"]);
        sync.Source.End = SourceReadEnd.Complete;

        await sync.RunCompletedAsync();

        Assert.Equal(("<null>", "theirs"), (sync.Destination.Stored["k0"]["Name"], sync.Destination.Stored["theirs"]["Name"]));
    }

    [Fact]
    public async Task A_clearing_without_an_answer_is_repeated_with_what_the_sync_says_then()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(3);
        sync.Destination.Respond = _ => RecordResult.Unknown;
        Assert.Equal(1, (await sync.RunAsync()).RecordsInDoubt);
        sync.Destination.Respond = _ => null;
        sync.Map = map => map.MirrorBy(MirrorStrategy.UpdatesAndNulls).Key("id", "Id").Map("name", "Name").Map("arr", "Arr").Map("name", "Note");

        var result = await sync.RunAsync(new() { IgnoreGuards = true });

        Assert.Equal((1, 0), (result.RecordsCleared, result.RecordsInDoubt));
        Assert.All(["Name", "Arr", "Note"], field => Assert.Equal("<null>", sync.Destination.Stored["k3"][field]));
    }

    [Fact]
    public async Task A_row_that_is_back_while_its_clearing_is_in_doubt_is_sent_or_once_it_can_be()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        var row = sync.Source.Rows[3];
        sync.Source.Rows.Remove(row);
        sync.Destination.Answer = results => [.. results.Select(_ => RecordResult.Unknown)];
        await sync.RunAsync();
        sync.Destination.Answer = results => results;
        sync.Source.Rows.Add([row[0], row[1], "no number"]);

        var invalid = await sync.RunCompletedAsync();
        Assert.Equal((1, 0), (invalid.SourceRecordInvalids, invalid.RecordsProcessed));
        Assert.Equal("<null>", sync.Destination.Stored["k3"]["Name"]);

        sync.Source.Rows[9] = row;
        await sync.RunCompletedAsync();
        Assert.Equal("name 3", sync.Destination.Stored["k3"]["Name"]);
    }

    [Fact]
    public async Task What_may_have_been_cleared_and_was_back_as_a_row_that_cannot_be_sent_is_cleared_when_it_goes()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        var row = sync.Source.Rows[3];
        sync.Source.Rows.Remove(row);
        sync.Destination.Respond = _ => RecordResult.Unknown;
        await sync.RunAsync();
        sync.Destination.Respond = _ => null;
        sync.Source.Rows.Add([row[0], row[1], "no number"]);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(9);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(1, result.RecordsCleared);
        Assert.Equal("<null>", sync.Destination.Stored["k3"]["Name"]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_goes_on_does_with_what_is_gone_what_the_sync_says_now(bool resumes)
    {
        var sync = Create(10);
        sync.Behavior = SyncBehavior.Mirror;
        sync.Map = map => map.Key("id", "Id").Map("name", "Name").MapConstant("Tier", "gold");
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(3);
        sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        Assert.Equal(1, (await sync.RunAsync()).Backlog);
        sync.Destination.OnCall = _ => Task.CompletedTask;
        var map = sync.Map;
        sync.Map = s => map(s.MirrorBy(MirrorStrategy.UpdatesAndNulls));

        var result = await sync.RunCompletedAsync(new() { Resume = resumes });

        Assert.Equal((1, 0), (result.RecordsCleared, result.RecordsDeleted));
        Assert.Equal(("<null>", "<null>"), (sync.Destination.Stored["k3"]["Name"], sync.Destination.Stored["k3"]["Tier"]));
    }

    [Fact]
    public async Task A_sync_with_nothing_to_clear_or_an_object_that_cannot_be_updated_cannot_run()
    {
        var sync = Create(1, map => map.Key("id", "Id").Map("name", "Fixed"));
        var nothing = await sync.RunAsync();
        sync.ObjectName = "Log";
        var log = await sync.RunAsync();

        Assert.Equal((SyncErrorCodes.InvalidConfiguration, SyncErrorCodes.InvalidConfiguration), (nothing.ErrorCode, log.ErrorCode));
        Assert.Contains("none of its fields can be cleared", nothing.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("does not support Mirror by nulls", log.ErrorMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_limit_that_is_meant_and_rows_that_do_not_fit_may_be_taken_as_gone(bool isMeant)
    {
        var sync = Create(20, map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").Guard(new() { KeepInvalid = !isMeant, KeepOnTruncatedRead = !isMeant }));
        await sync.RunCompletedAsync();
        sync.Source.End = SourceReadEnd.Truncated("the hundred largest.");
        sync.Source.Rows.RemoveAt(3);
        sync.Source.Set(4, 2, "no number");

        await sync.RunCompletedAsync();

        Assert.Equal(isMeant ? ["k3", "k5"] : Array.Empty<string>(), sync.Destination.Stored.Where(record => record.Value["Name"] == "<null>").Select(record => record.Key).Order());
    }

    [Fact]
    public async Task Rows_since_an_earlier_read_never_say_that_the_others_are_gone()
    {
        var sync = Create(20, map => map.Key("id", "Id").Map("name", "Name").Guard(new() { KeepOnTruncatedRead = false, DeletedShare = 1 }));
        await sync.RunCompletedAsync();
        sync.Source.End = SourceReadEnd.Increment;
        sync.Source.Rows.RemoveRange(1, 19);

        await sync.RunCompletedAsync();

        Assert.DoesNotContain(sync.Destination.Stored, record => record.Value["Name"] == "<null>");
    }
}
