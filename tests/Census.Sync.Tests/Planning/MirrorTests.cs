using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

public sealed class MirrorTests
{
    private static TestSync Create(int rows) => new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(rows);

    [Fact]
    public async Task What_leaves_the_source_is_deleted_by_the_id_that_the_destination_told()
    {
        var sync = Create(10);
        var first = await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(3);
        sync.Source.Set(0, 1, "changed");

        var second = await sync.RunCompletedAsync();
        var third = await sync.RunCompletedAsync();

        Assert.Equal((10, 0, 10, 0), (first.SourceRecordUpdates, first.SourceRecordDeletes, first.RecordsUpdated, first.RecordsDeleted));
        Assert.Equal((1, 1, 2, 1), (second.SourceRecordUpdates, second.SourceRecordDeletes, second.RecordsUpdated, second.RecordsDeleted));
        Assert.Equal((0, 0, 0), (third.SourceRecordUpdates, third.SourceRecordDeletes, third.RecordsProcessed));
        Assert.Equal([("k3", "id of k3")], sync.Destination.Deleted);
        Assert.Equal(9, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task Writes_and_deletions_are_never_in_one_batch()
    {
        var sync = Create(100);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        for (var i = 0; i < 15; i++)
            sync.Source.Rows.RemoveAt(0);
        for (var i = 0; i < 14; i++)
            sync.Source.Set(i, 1, "changed");

        await sync.RunCompletedAsync();

        Assert.Equal([10, 4, 10, 5], sync.Destination.BatchSizes);
        Assert.Equal(85, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task A_deletion_carries_the_key_and_the_constants_and_nothing_else()
    {
        var sync = Create(10);
        sync.Map = map => map.Key("id", "Id").Map("name", "Name").MapConstant("Note", "list 7");
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(9);

        await sync.RunCompletedAsync();

        Assert.Equal(["k9", FieldValue.Absent, "list 7"], sync.Destination.LastStored);
    }

    [Fact]
    public async Task What_somebody_else_put_there_is_left_alone()
    {
        var sync = Create(10);
        sync.Destination.Stored["theirs"] = [];

        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(0);
        await sync.RunCompletedAsync();

        Assert.True(sync.Destination.Stored.ContainsKey("theirs"));
        Assert.False(sync.Destination.Stored.ContainsKey("k0"));
    }

    [Fact]
    public async Task A_row_that_comes_back_is_created_again()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        var row = sync.Source.Rows[4];
        sync.Source.Rows.Remove(row);
        await sync.RunCompletedAsync();
        sync.Source.Rows.Add(row);

        var result = await sync.RunCompletedAsync();

        Assert.Equal((1, 1), (result.SourceRecordCreates, result.RecordsCreated));
        Assert.True(sync.Destination.Stored.ContainsKey("k4"));
    }

    [Theory]
    [InlineData("duplicate")]
    [InlineData("not a number")]
    public async Task A_key_whose_row_became_invalid_is_not_gone(string fault)
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        if (fault == "duplicate")
            sync.Source.Add("k5", "again", 1m);
        else
            sync.Source.Set(5, 2, fault);

        var result = await sync.RunCompletedAsync();

        Assert.True(result.SourceRecordInvalids > 0);
        Assert.Equal(0, result.SourceRecordDeletes);
        Assert.Equal(10, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task While_a_row_has_no_key_nothing_is_deleted_unless_that_is_asked_for()
    {
        var sync = Create(20);
        await sync.RunCompletedAsync();
        sync.Source.Set(7, 0, FieldValue.Null);

        var kept = await sync.RunCompletedAsync();
        Assert.Contains(kept.Warnings, warning => warning.Contains("1 known records", StringComparison.Ordinal));
        Assert.Equal(20, sync.Destination.Stored.Count);

        sync.Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").Guard(new() { KeepOnUnreadableRows = false });
        await sync.RunCompletedAsync();
        Assert.Equal(19, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task A_row_that_cannot_be_read_keeps_everything()
    {
        var sync = Create(20);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(2);
        sync.Source.Errors.Add(new("line 3", "A quote is missing."));

        var result = await sync.RunCompletedAsync();

        Assert.Empty(sync.Destination.Deleted);
        Assert.Single(result.Warnings);
    }

    [Fact]
    public async Task A_read_that_did_not_deliver_all_rows_deletes_nothing()
    {
        var sync = Create(20);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(2);
        sync.Source.End = SourceReadEnd.Truncated("the export has a limit");

        await sync.RunCompletedAsync();

        Assert.Equal(20, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task A_source_that_fails_or_is_empty_deletes_nothing()
    {
        var sync = Create(20);
        await sync.RunCompletedAsync();
        sync.Source.FailAt = 12;
        Assert.Equal(SyncErrorCodes.SourceFailed, (await sync.RunAsync()).ErrorCode);
        sync.Source.FailAt = -1;
        sync.Source.Rows.Clear();

        Assert.Equal(SyncErrorCodes.HeldByGuard, (await sync.RunAsync()).ErrorCode);
        Assert.Equal(20, sync.Destination.Stored.Count);

        var meant = await sync.RunCompletedAsync(new() { IgnoreGuards = true });
        Assert.Equal(20, meant.RecordsDeleted);
        Assert.Empty(sync.Destination.Stored);
    }

    [Theory]
    [InlineData(10, 2, true)]
    [InlineData(10, 3, false)]
    [InlineData(10_000, 1_000, true)]
    [InlineData(10_000, 1_001, false)]
    public async Task Too_many_deletions_hold_the_run(int rows, int removed, bool passes)
    {
        var sync = Create(rows);
        sync.Destination.Speed = new(1_000);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveRange(0, removed);

        var result = await sync.RunAsync();

        Assert.Equal(passes ? null : SyncErrorCodes.HeldByGuard, result.ErrorCode);
        Assert.Equal(passes ? rows - removed : rows, sync.Destination.Stored.Count);
        if (!passes)
            Assert.Contains($"{removed} of {rows}", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_of_deletions_can_be_set()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveRange(0, 6);
        sync.Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(deletedShare: 0.6, deletedMaximum: 6);

        Assert.Equal(6, (await sync.RunCompletedAsync()).RecordsDeleted);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncBuilder("x").HoldWhen(deletedShare: 1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncBuilder("x").HoldWhen(deletedMaximum: -1));
    }

    [Fact]
    public async Task A_deletion_that_is_refused_is_told_and_tried_again()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(0);
        sync.Destination.Refuses = _ => true;
        var refused = await sync.RunCompletedAsync();
        var again = await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;

        var done = await sync.RunCompletedAsync();

        Assert.Equal((1, 1), (refused.RecordsFailed, again.RecordsFailed));
        Assert.Equal(2, Assert.Single(again.Issues).Tries);
        Assert.Equal((1, 1), (done.SourceRecordDeletes, done.RecordsDeleted));
        Assert.Empty((await sync.RunCompletedAsync()).Issues);
    }

    [Fact]
    public async Task A_row_that_is_back_after_its_deletion_was_refused_is_simply_there()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        var row = sync.Source.Rows[0];
        sync.Source.Rows.Remove(row);
        sync.Destination.Refuses = _ => true;
        await sync.RunCompletedAsync();
        sync.Source.Rows.Add(row);
        sync.Destination.Refuses = _ => false;

        var result = await sync.RunCompletedAsync();

        Assert.Equal((10, 0), (result.SourceRecordUnchanged, result.RecordsProcessed));
    }

    [Fact]
    public async Task A_deletion_without_an_answer_is_sent_again_and_a_row_that_is_back_is_written_instead()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        var back = sync.Source.Rows[1];
        sync.Source.Rows.RemoveRange(0, 2);
        sync.Destination.Respond = _ => RecordResult.Unknown;
        var lost = await sync.RunAsync();
        sync.Destination.Respond = _ => null;
        sync.Source.Rows.Add(back);
        sync.TakeSent();

        var result = await sync.RunCompletedAsync();

        Assert.Equal(2, lost.RecordsInDoubt);
        Assert.Equal(["k0", "k1"], sync.TakeSent().Order());
        Assert.Equal(["k1", "k2"], sync.Destination.Stored.Keys.Order().Take(2));
        Assert.Equal(1, result.RecordsDeleted);
    }

    [Fact]
    public async Task A_doubtful_deletion_whose_row_is_back_as_a_duplicate_is_not_repeated()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        var back = sync.Source.Rows[0];
        sync.Source.Rows.RemoveAt(0);
        sync.Destination.Respond = _ => RecordResult.Unknown;
        await sync.RunAsync();
        sync.Destination.Respond = _ => null;
        sync.Source.Rows.Add(back);
        sync.Source.Rows.Add(back);
        sync.TakeSent();

        var twice = await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(sync.Source.Rows.Count - 1);
        var once = await sync.RunCompletedAsync();

        Assert.Equal((2, 0), (twice.SourceRecordInvalids, twice.RecordsProcessed));
        Assert.Equal(1, once.RecordsUpdated);
        Assert.True(sync.Destination.Stored.ContainsKey("k0"));
    }

    [Fact]
    public async Task A_sync_that_becomes_a_mirror_deletes_what_leaves_the_source_from_then_on()
    {
        var sync = new TestSync().WithRows(20);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(0);
        sync.Behavior = SyncBehavior.Mirror;

        var became = await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(0);
        var next = await sync.RunCompletedAsync();

        Assert.Equal((0, 0), (became.RecordsProcessed, became.SourceRecordDeletes));
        Assert.Contains("before this sync became a mirror", Assert.Single(became.Warnings), StringComparison.Ordinal);
        Assert.Equal([("k1", null)], sync.Destination.Deleted);
        Assert.Empty(next.Warnings);
        Assert.True(sync.Destination.Stored.ContainsKey("k0"));
    }

    [Fact]
    public async Task A_mirror_that_becomes_none_and_a_mirror_again_starts_anew()
    {
        var sync = Create(20);
        await sync.RunCompletedAsync();
        sync.Behavior = SyncBehavior.UpdateOrCreate;
        sync.Source.Add("late", "late", 1m);
        await sync.RunCompletedAsync();
        sync.Behavior = SyncBehavior.Mirror;
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(20);
        sync.Source.Rows.RemoveAt(0);

        await sync.RunCompletedAsync();

        Assert.Equal(["k0", "late"], sync.Destination.Deleted.Select(record => record.Key).Order());
    }

    [Fact]
    public async Task A_dry_run_tells_what_would_be_deleted_and_changes_nothing()
    {
        var sync = Create(10);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(0);

        var dry = await sync.RunCompletedAsync(new() { DryRun = true });
        var real = await sync.RunCompletedAsync();

        Assert.Equal((1, 0, 0), (dry.SourceRecordDeletes, dry.RecordsDeleted, dry.Backlog));
        Assert.Equal(1, dry.Estimate!.Calls);
        Assert.Equal(1, real.RecordsDeleted);
    }

    [Fact]
    public async Task What_a_stopped_run_did_not_delete_is_deleted_by_one_that_goes_on()
    {
        var sync = Create(100);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveRange(0, 20);
        sync.Destination.OnCall = call => call > 11 ? throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.") : Task.CompletedTask;
        var stopped = await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;
        var reads = sync.Source.Reads;

        var resumed = await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal((10, 10), (stopped.RecordsDeleted, stopped.Backlog));
        Assert.Equal((10, 10, reads), (resumed.RecordsDeleted, resumed.SourceRecordDeletes, sync.Source.Reads));
        Assert.Equal(80, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task A_compound_key_is_deleted_by_all_its_parts()
    {
        var sync = Create(10);
        sync.Destination = new() { KeyFields = ["Id", "Mail"] };
        sync.Map = map => map.Key("id", "Id").Key("name", "Mail").Map("arr", "Arr");
        for (var i = 0; i < 10; i++)
            sync.Source.Set(i, 1, $"mail{i}@example.com");
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(1);

        await sync.RunCompletedAsync();

        Assert.Equal("k1|mail1@example.com", Assert.Single(sync.Destination.Deleted).Key);
    }

    [Fact]
    public async Task An_object_that_cannot_delete_cannot_be_mirrored()
    {
        var sync = Create(1);
        sync.ObjectName = "Log";

        var result = await sync.RunAsync();

        Assert.Equal(SyncErrorCodes.InvalidConfiguration, result.ErrorCode);
        Assert.Contains("does not support Mirror", result.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_in_doubt_when_the_sync_became_a_mirror_is_deleted_once_it_is_settled()
    {
        var sync = new TestSync().WithRows(20);
        await sync.RunCompletedAsync();
        sync.Source.Set(7, 1, "changed");
        sync.Destination.Respond = _ => RecordResult.Unknown;
        await sync.RunAsync();
        sync.Destination.Respond = _ => null;
        sync.Source.Rows.RemoveAt(7);
        sync.Behavior = SyncBehavior.Mirror;
        await sync.RunCompletedAsync();
        Assert.Equal("changed", sync.Destination.Stored["k7"]["Name"]);

        await sync.RunCompletedAsync();

        Assert.Equal("k7", Assert.Single(sync.Destination.Deleted).Key);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public async Task What_was_in_doubt_and_refused_when_it_was_sent_again_is_deleted_when_its_row_goes(bool isRefusedInLaterRun, bool isOtherInDoubt)
    {
        var sync = await RefusedAfterDoubtAsync(isRefusedInLaterRun, isOtherInDoubt);
        sync.Source.Rows.RemoveAt(3);

        var result = await sync.RunCompletedAsync();

        Assert.Equal("k3", Assert.Single(sync.Destination.Deleted).Key);
        Assert.False(sync.Destination.Stored.ContainsKey("k3"));
        Assert.Equal((1, 1, 0), (result.SourceRecordDeletes, result.RecordsDeleted, result.RecordsInDoubt));
        Assert.Equal(0, (await sync.RunCompletedAsync()).RecordsProcessed);
    }

    [Fact]
    public async Task What_was_in_doubt_and_refused_when_it_was_sent_again_is_delivered_when_it_can_be()
    {
        var sync = await RefusedAfterDoubtAsync(isRefusedInLaterRun: false, isOtherInDoubt: false);

        var result = await sync.RunCompletedAsync();

        Assert.Equal((RecordKnowledge.InDoubt, 1), (sync.Destination.Sent.Single(sent => sent.Key == "k3").Knowledge, result.RecordsUpdated));
        Assert.Equal(0, (await sync.RunCompletedAsync()).RecordsProcessed);
        Assert.All(sync.Destination.Creations, creation => Assert.Equal(1, creation.Value));
        sync.Source.Rows.RemoveAt(3);
        await sync.RunCompletedAsync();
        Assert.Equal([("k3", "id of k3")], sync.Destination.Deleted);
    }

    [Fact]
    public async Task The_deletion_of_what_was_in_doubt_and_refused_is_tried_again_when_it_is_refused()
    {
        var sync = await RefusedAfterDoubtAsync(isRefusedInLaterRun: false, isOtherInDoubt: false);
        sync.Source.Rows.RemoveAt(3);
        sync.Destination.Refuses = key => key == "k3";
        Assert.Equal((1, 1), ((await sync.RunCompletedAsync()).RecordsFailed, (await sync.RunCompletedAsync()).RecordsFailed));
        sync.Destination.Refuses = _ => false;

        await sync.RunCompletedAsync();

        Assert.False(sync.Destination.Stored.ContainsKey("k3"));
        Assert.Empty((await sync.RunCompletedAsync()).Issues);
    }

    [Fact]
    public async Task A_deletion_of_what_is_in_doubt_waits_for_what_may_be_stored_late()
    {
        var sync = Create(10);
        sync.Destination = new() { Clock = sync.Clock, CommitsAfterTheCut = TimeSpan.FromSeconds(50) };
        sync.Destination.Respond = key => key == "k3" ? RecordResult.Rejected(MemoryDestination.TooBad) : null;
        await sync.RunCompletedAsync();
        sync.Destination.Respond = _ => null;
        sync.Source.Rows.RemoveAt(3);

        await sync.RunCompletedAsync();

        sync.Clock.Advance(TimeSpan.FromHours(1));
        sync.Destination.CommitLate();
        Assert.Equal(9, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task Deletions_that_a_run_was_let_through_with_and_did_not_come_to_are_not_judged_again()
    {
        var sync = Create(40);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveRange(10, 30);
        var cut = await sync.RunAsync(new() { IgnoreGuards = true, MaxCalls = 1 });

        var next = await sync.RunCompletedAsync();

        Assert.Equal((10, 20), (cut.RecordsDeleted, cut.Backlog));
        Assert.Equal((20, 10), (next.RecordsDeleted, sync.Destination.Stored.Count));
    }

    [Fact]
    public async Task Keys_that_are_added_to_a_page_leave_the_others_there()
    {
        var sync = Create(6_000);
        sync.Destination.Speed = new(1_000);
        await sync.RunCompletedAsync();
        for (var i = 6_000; i < 12_000; i++)
            sync.Source.Add($"k{i}", $"name {i}", 1m);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveRange(1, 11_999);

        await sync.RunCompletedAsync(new() { IgnoreGuards = true });

        Assert.Equal(["k0"], sync.Destination.Stored.Keys);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_back_as_rows_that_cannot_be_sent_while_its_deletion_is_in_doubt_is_deleted_when_they_go(bool isPushed)
    {
        var sync = await DeletionInDoubtAsync();
        if (isPushed)
        {
            using var rows = new RecordBatch(new(["id", "name", "arr"]), 2);
            rows.Add(["k3", "once", 1m]);
            rows.Add(["k3", "twice", 1m]);
            await new SyncRunner(sync.Store, null, sync.Clock).PushAsync(sync.Define(), rows, TestContext.Current.CancellationToken);
        }
        else
        {
            sync.Source.Add("k3", "once", 1m);
            sync.Source.Add("k3", "twice", 1m);
            await sync.RunCompletedAsync();
            sync.Source.Rows.RemoveRange(9, 2);
        }

        await sync.RunCompletedAsync();
        await sync.RunCompletedAsync();

        Assert.False(sync.Destination.Stored.ContainsKey("k3"));
    }

    [Fact]
    public async Task What_is_back_as_a_row_that_can_be_sent_outlives_a_deletion_that_is_stored_late()
    {
        var sync = await DeletionInDoubtAsync(storedAfter: TimeSpan.FromSeconds(50));
        sync.Source.Add("k3", "back", 1m);
        sync.Source.Add("k3", "twice", 1m);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(10);

        await sync.RunCompletedAsync();

        sync.Clock.Advance(TimeSpan.FromHours(1));
        sync.Destination.CommitLate();
        Assert.Equal("back", sync.Destination.Stored["k3"]["Name"]);
    }

    // Runs until the deletion of k3 was sent by a process that died; the destination does not get it, or stores it late.
    private static async Task<TestSync> DeletionInDoubtAsync(TimeSpan? storedAfter = null)
    {
        var sync = Create(10);
        sync.Destination = new() { Clock = sync.Clock };
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(3);
        sync.Destination.CommitsAfterTheCut = storedAfter;
        sync.Destination.BeforeCommit = () =>
        {
            sync.Store.Kill();
            if (storedAfter is null)
                throw new FailingStore.KilledException();
        };
        await Assert.ThrowsAsync<FailingStore.KilledException>(() => sync.RunAsync());
        sync.Destination.BeforeCommit = null;
        sync.StoreClock.Ahead += TimeSpan.FromMinutes(2);
        sync.Store = new(sync.Durable);
        sync.TakeSent();
        return sync;
    }

    // Runs until k3 is stored without an answer and then refused; the answer for k5 never comes, if it is to stay in doubt beside it.
    private static async Task<TestSync> RefusedAfterDoubtAsync(bool isRefusedInLaterRun, bool isOtherInDoubt)
    {
        var sync = Create(10);
        sync.Destination = new(RepeatRule.AfterFind) { Clock = sync.Clock, InsertsBlindly = true };
        var isLost = true;
        sync.Destination.Answer = results => isLost ? [.. results.Select(_ => RecordResult.Unknown)] : results;
        if (isRefusedInLaterRun)
            await sync.RunAsync();
        sync.Destination.OnCall = call =>
        {
            isLost = call == 1;
            sync.Destination.Refuses = key => key == "k3" && call > 1;
            sync.Destination.Respond = key => key == "k5" && call > 1 && isOtherInDoubt ? RecordResult.Unknown : null;
            return Task.CompletedTask;
        };

        var refused = await sync.RunAsync();

        Assert.Equal(("k3", isOtherInDoubt ? 1 : 0), (Assert.Single(refused.Issues).Key, refused.RecordsInDoubt));
        Assert.True(sync.Destination.Stored.ContainsKey("k3"));
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.Destination.Refuses = _ => false;
        sync.Destination.Respond = _ => null;
        sync.TakeSent();
        return sync;
    }
}
