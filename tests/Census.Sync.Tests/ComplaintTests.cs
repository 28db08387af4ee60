using Census.Sync.Tests.Support;

namespace Census.Sync.Tests;

/// <summary>What users of other tools complain about: each of these fails when the engine goes wrong in that way.</summary>
public sealed class ComplaintTests
{
    [Fact]
    public async Task A_row_that_failed_is_not_forgotten_when_the_others_succeeded()
    {
        var sync = new TestSync().WithRows(5);
        sync.Destination.Refuses = key => key == "k2";
        await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;
        sync.TakeSent();

        await sync.RunCompletedAsync();

        Assert.Equal(["k2"], sync.TakeSent());
        Assert.Equal("name 2", sync.Destination.Stored["k2"]["Name"]);
    }

    [Fact]
    public async Task One_success_does_not_mark_its_batch()
    {
        var sync = new TestSync().WithRows(4);
        sync.Destination.Answer = results => [results[0], RecordResult.Rejected(MemoryDestination.TooBad), results[2], RecordResult.Rejected(MemoryDestination.TooBad)];
        var first = await sync.RunCompletedAsync();
        sync.Destination.Answer = results => results;
        sync.TakeSent();

        await sync.RunCompletedAsync();

        Assert.Equal((2, 2), (first.RecordsUpdated, first.RecordsFailed));
        Assert.Equal(["k1", "k3"], sync.TakeSent().Order());
    }

    [Fact]
    public async Task An_answer_without_an_acknowledgement_is_no_success()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.Answer = _ => [];

        var run = await sync.RunAsync();
        sync.Destination.Answer = results => results;
        sync.TakeSent();
        await sync.RunCompletedAsync();

        Assert.Equal((0, 3), (run.RecordsUpdated, run.RecordsInDoubt));
        Assert.Equal(["k0", "k1", "k2"], sync.TakeSent().Order());
    }

    [Fact]
    public async Task A_dry_run_takes_nothing_as_sent()
    {
        var sync = new TestSync().WithRows(3);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 1, "changed");
        sync.TakeSent();

        await sync.RunCompletedAsync(new() { DryRun = true });
        var sentDry = sync.TakeSent();
        await sync.RunCompletedAsync();

        Assert.Empty(sentDry);
        Assert.Equal(["k1"], sync.TakeSent());
    }

    [Fact]
    public async Task To_be_told_to_wait_is_no_failure_of_a_record()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        for (var night = 0; night < 5; night++)
            await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;

        var run = await sync.RunCompletedAsync();

        Assert.Equal((3, 0, 0), (run.RecordsUpdated, run.RecordsFailed, run.Issues.Count));
    }

    [Fact]
    public async Task A_value_can_be_cleared()
    {
        var sync = new TestSync().WithRows(2);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 2, FieldValue.Null);

        await sync.RunCompletedAsync();

        Assert.Equal("<null>", sync.Destination.Stored["k1"]["Arr"]);
    }

    [Fact]
    public async Task A_mirror_leaves_alone_what_others_wrote()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(2);
        sync.Destination.Stored["theirs"] = [];
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(1);

        await sync.RunCompletedAsync(new() { IgnoreGuards = true });

        Assert.Equal(["k0", "theirs"], sync.Destination.Stored.Keys.Order());
    }

    [Fact]
    public async Task Each_record_that_failed_has_its_own_reason_in_the_report()
    {
        var sync = new TestSync().WithRows(4);
        sync.Destination.Respond = key => key is "k1" or "k3" ? RecordResult.Rejected(new($"code of {key}", $"message of {key}")) : null;

        var run = await sync.RunCompletedAsync();

        Assert.Equal(2, run.RecordsFailed);
        Assert.Equal(
            [("k1", "code of k1", "message of k1"), ("k3", "code of k3", "message of k3")],
            run.Issues.Select(issue => (issue.Key, issue.Problem.Code, issue.Problem.Message)).Order());
    }

    [Fact]
    public async Task Everything_can_be_sent_again_when_the_destination_has_drifted()
    {
        var sync = new TestSync().WithRows(3);
        await sync.RunCompletedAsync();
        sync.Destination.Stored["k1"]["Name"] = "changed by somebody";

        await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal("name 1", sync.Destination.Stored["k1"]["Name"]);
    }

    [Fact]
    public async Task An_empty_source_wipes_nothing_unless_that_is_asked_for_and_then_is_not_passed_over()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(3);
        await sync.RunCompletedAsync();
        sync.Source.Rows.Clear();

        var guarded = await sync.RunAsync();
        var left = sync.Destination.Stored.Count;
        var wanted = await sync.RunCompletedAsync(new() { IgnoreGuards = true });

        Assert.NotNull(guarded.ErrorCode);
        Assert.Equal((3, 3), (left, wanted.RecordsDeleted));
        Assert.Empty(sync.Destination.Stored);
    }

    [Fact]
    public async Task A_null_can_be_kept_from_overwriting_a_value()
    {
        var sync = new TestSync { Map = sync => sync.Key("id", "Id").Map(new FieldMapping("name", "Name") { SyncNulls = false }).Map("arr", "Arr") }.WithRows(2);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 1, FieldValue.Null);
        sync.Source.Set(1, 2, 99m);

        await sync.RunCompletedAsync();

        Assert.Equal(("name 1", "99"), (sync.Destination.Stored["k1"]["Name"], sync.Destination.Stored["k1"]["Arr"]));
    }

    [Fact]
    public async Task A_run_with_refused_records_says_so_although_it_completed()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.Refuses = key => key == "k1";

        var run = await sync.RunCompletedAsync();

        Assert.Equal((2, 1, "k1"), (run.RecordsUpdated, run.RecordsFailed, Assert.Single(run.Issues).Key));
    }

    [Fact]
    public async Task The_first_run_of_a_sync_that_only_updates_updates_what_is_there()
    {
        var sync = new TestSync { Behavior = SyncBehavior.UpdateOnly }.WithRows(3);
        sync.Destination.Stored["k1"] = new() { ["Name"] = "theirs" };

        var run = await sync.RunCompletedAsync();

        Assert.Equal((1, 2), (run.RecordsUpdated, run.RecordsSkipped));
        Assert.Equal("name 1", sync.Destination.Stored["k1"]["Name"]);
        Assert.Single(sync.Destination.Stored);
    }

    [Fact]
    public async Task What_did_not_change_costs_no_call()
    {
        var sync = new TestSync { Destination = new() { CallsPerBatch = 1, CallsToPrepare = 1 } }.WithRows(50);
        await sync.RunCompletedAsync();

        var run = await sync.RunCompletedAsync();

        Assert.Equal((0, 50), (run.Calls, run.SourceRecordUnchanged));
        Assert.Single(sync.Destination.Forecasts);
    }

    [Fact]
    public async Task Rows_are_sent_in_the_order_of_the_source()
    {
        var sync = new TestSync();
        foreach (var key in (string[])["b", "d", "a", "e", "c"])
            sync.Source.Add(key, "name", 1m);
        sync.Destination.Speed = new(2);

        await sync.RunCompletedAsync();

        Assert.Equal(["b", "d", "a", "e", "c"], sync.TakeSent());
    }

    [Fact]
    public async Task Rows_that_share_a_key_create_no_duplicates_and_do_not_win_by_chance()
    {
        var sync = new TestSync().WithRows(1);
        sync.Source.Add("twice", "a", 1m);
        sync.Source.Add("twice", "b", 2m);

        var run = await sync.RunCompletedAsync();

        Assert.Equal(["k0"], sync.TakeSent());
        Assert.Equal((2, SyncErrorCodes.DuplicateKey), (run.SourceRecordInvalids, Assert.Single(run.Issues).Problem.Code));
    }

    [Fact]
    public async Task A_row_without_a_key_creates_nothing()
    {
        var sync = new TestSync().WithRows(1);
        sync.Source.Add(FieldValue.Null, "nobody", 1m);
        sync.Source.Add("", "nobody", 1m);

        var run = await sync.RunCompletedAsync();

        Assert.Equal(["k0"], sync.TakeSent());
        Assert.Equal(2, run.SourceRecordInvalids);
    }

    [Fact]
    public async Task The_source_is_not_kept_open_while_the_destination_takes_its_time()
    {
        var sync = new TestSync().WithRows(30);
        var (isOpen, sentWhileOpen) = (false, 0);
        sync.Source.OnOpen = () => isOpen = true;
        sync.Source.OnClose = () => isOpen = false;
        sync.Destination.OnCall = _ => Task.FromResult(sentWhileOpen += isOpen ? 1 : 0);

        await sync.RunCompletedAsync();

        Assert.Equal((30, 0), (sync.TakeSent().Length, sentWhileOpen));
    }

    [Fact]
    public async Task Code_of_the_application_takes_part_and_its_failure_costs_one_record()
    {
        var sync = new TestSync
        {
            Map = sync => sync.Key("id", "Id").MapComputed("Name", row => row["name"].ToText() == "name 1" ? throw new InvalidOperationException() : row["name"].ToText().ToUpperInvariant()),
        }.WithRows(3);

        var run = await sync.RunCompletedAsync();

        Assert.Equal(("NAME 0", 1), (sync.Destination.Stored["k0"]["Name"], run.SourceRecordInvalids));
        Assert.Equal(["k0", "k2"], sync.TakeSent());
    }

    [Fact]
    public async Task A_mirror_of_some_parents_leaves_the_children_of_others_alone()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(6);
        sync.Destination.Stored["child of another"] = new() { ["Name"] = "theirs" };
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(0);

        await sync.RunCompletedAsync();

        Assert.Equal(["child of another", "k1", "k2", "k3", "k4", "k5"], sync.Destination.Stored.Keys.Order());
    }

    [Fact]
    public async Task Every_sync_that_fails_is_told_with_its_own_reason()
    {
        var (one, two, three) = (new TestSync().WithRows(1), new TestSync().WithRows(1), new TestSync().WithRows(1));
        one.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.Unauthorized, "The key was refused.");
        two.Source.OnOpen = () => throw new SyncSourceException("The password was refused.");

        var runs = await Task.WhenAll(one.RunAsync(), two.RunAsync(), three.RunAsync());

        Assert.Equal([SyncErrorCodes.Unauthorized, SyncErrorCodes.SourceFailed, null], runs.Select(run => run.ErrorCode));
        Assert.Equal(["The key was refused.", "The password was refused.", null], runs.Select(run => run.ErrorMessage));
    }

    [Fact]
    public void The_words_of_a_status_are_those_of_the_documentation() => Assert.Equal(
        [(0, "Queued"), (1, "Working"), (2, "Completed"), (3, "Failed"), (4, "Skipped"), (5, "Canceled"), (6, "Held")],
        Enum.GetValues<SyncRunStatus>().Select(status => ((int)status, status.ToString())));

    [Fact]
    public async Task A_field_that_was_added_can_be_mapped_by_the_next_run()
    {
        var sync = new TestSync().WithRows(2);
        await sync.RunCompletedAsync();
        sync.Destination.Fields.Add(new("Extra", FieldType.String));
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").Map("name", "Extra");

        await sync.RunCompletedAsync();

        Assert.Equal("name 1", sync.Destination.Stored["k1"]["Extra"]);
    }

    [Fact]
    public async Task A_column_that_is_gone_is_named_and_nothing_is_lost()
    {
        var sync = new TestSync().WithRows(3);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 1, "changed");
        var column = sync.Source.Columns[1];
        sync.Source.Columns[1] = "renamed";

        var failed = await sync.RunAsync();
        sync.Source.Columns[1] = column;
        sync.TakeSent();
        await sync.RunCompletedAsync();

        Assert.Equal(SyncRunStatus.Failed, failed.Status);
        Assert.Contains("'name'", failed.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(["k1"], sync.TakeSent());
    }
}
