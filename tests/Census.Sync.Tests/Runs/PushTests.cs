using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Runs;

/// <summary>Single records go with the mappings and the state of a sync, from application code or to try it, and leave all others alone.</summary>
public sealed class PushTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_record_is_delivered_once_and_the_run_after_it_finds_it_unchanged()
    {
        var sync = new TestSync().WithRows(3);
        await sync.RunCompletedAsync();
        sync.TakeSent();

        var pushed = await PushAsync(sync, ("k1", "pushed", 5m), ("n1", "new", 1m));
        var again = await PushAsync(sync, ("k1", "pushed", 5m));
        sync.Source.Set(1, 1, "pushed");
        sync.Source.Set(1, 2, 5m);
        sync.Source.Add("n1", "new", 1m);
        var run = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Completed, 2, 2, 1, 0), (pushed.Status, pushed.SourceRecordCount, pushed.RecordsUpdated, pushed.SourceRecordCreates, pushed.Backlog));
        Assert.Equal((0, 1), (again.RecordsProcessed, again.SourceRecordUnchanged));
        Assert.Equal((0, 4), (run.RecordsProcessed, run.SourceRecordUnchanged));
        Assert.Equal(["k1", "n1"], sync.TakeSent().Order());
        Assert.Equal(2, sync.Source.Reads);
    }

    [Fact]
    public async Task What_an_earlier_run_left_waits_on_and_is_sent_by_the_next()
    {
        var sync = new TestSync().WithRows(50);
        await sync.RunCompletedAsync();
        await sync.RunAsync(new() { FullSync = true, MaxCalls = 1 });
        sync.TakeSent();

        var pushed = await PushAsync(sync, ("k45", "pushed", 1m));
        var sent = sync.TakeSent();
        var resumed = await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal((1, 39), (pushed.RecordsUpdated, pushed.Backlog));
        Assert.Equal(["k45"], sent);
        Assert.Equal(Enumerable.Range(10, 40).Where(i => i != 45).Select(i => $"k{i}").Order(), sync.TakeSent().Order());
        Assert.Equal((39, 0), (resumed.RecordsUpdated, resumed.Backlog));
        Assert.Equal("pushed", sync.Destination.Stored["k45"]["Name"]);
    }

    [Fact]
    public async Task What_was_void_in_the_plan_that_waits_on_stays_void()
    {
        var sync = new TestSync().WithRows(50);
        await sync.RunCompletedAsync();
        for (var i = 0; i < 50; i++)
            sync.Source.Set(i, 1, "changed");
        sync.Source.Add("k30", "twice", 1m);
        await sync.RunAsync(new() { IgnoreGuards = true, MaxCalls = 1 });
        sync.TakeSent();

        await PushAsync(sync, ("k45", "pushed", 1m));
        await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal(39, sync.TakeSent().Length);
        Assert.Equal("name 30", sync.Destination.Stored["k30"]["Name"]);
    }

    [Fact]
    public async Task Records_in_doubt_and_deletions_wait_on()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(40);
        await sync.RunCompletedAsync();
        for (var i = 0; i < 20; i++)
            sync.Source.Set(i, 1, "changed");
        sync.Source.Rows.RemoveRange(38, 2);
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = _ => cancellation.CancelAsync();
        await sync.AbortAsync(cancellation.Token, new() { IgnoreGuards = true });
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.TakeSent();

        var pushed = await PushAsync(sync, ("k30", "pushed", 1m), ("k3", "newest", 1m));
        var sent = sync.TakeSent();
        var resumed = await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal(["k30"], sent);
        Assert.Equal((1, 10, 22), (pushed.RecordsUpdated, pushed.RecordsInDoubt, pushed.Backlog));
        Assert.Equal(22, resumed.RecordsUpdated);
        Assert.Equal(("newest", "changed"), (sync.Destination.Stored["k3"]["Name"], sync.Destination.Stored["k15"]["Name"]));
        Assert.Equal(["k38", "k39"], sync.Destination.Deleted.Select(deleted => deleted.Key).Order());
    }

    [Fact]
    public async Task Nothing_is_deleted_because_it_is_not_among_the_records()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(5);
        sync.Destination.Refuses = key => key == "k4";
        await sync.RunCompletedAsync();
        sync.TakeSent();

        await PushAsync(sync, ("k0", "pushed", 1m));
        var next = await sync.RunCompletedAsync();

        Assert.Empty(sync.Destination.Deleted);
        Assert.Equal(2, next.Issues.Single(issue => issue.Key == "k4").Tries);
    }

    [Fact]
    public async Task A_record_that_is_refused_or_invalid_is_told_and_kept()
    {
        var sync = new TestSync().WithRows(1);
        await sync.RunCompletedAsync();
        sync.Destination.Refuses = key => key == "bad";

        var pushed = await PushAsync(sync, ("bad", "x", 1m), ("worse", "x", "no number"), ("twice", "x", 1m), ("twice", "y", 1m));

        Assert.Equal((1, 3, 0), (pushed.RecordsFailed, pushed.SourceRecordInvalids, pushed.RecordsUpdated));
        Assert.Equal(["bad", "twice", "worse"], pushed.Issues.Select(issue => issue.Key).Order());
    }

    [Fact]
    public async Task A_record_waits_for_the_run_that_is_under_way_and_its_newer_value_stays()
    {
        var sync = new TestSync().WithRows(20);
        var runner = new SyncRunner(sync.Store, timeProvider: sync.Clock);
        var planned = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sync.Destination.OnCall = call =>
        {
            planned.TrySetResult();
            return call == 1 ? goOn.Task : Task.CompletedTask;
        };

        var run = runner.RunAsync(sync.Define(), cancellationToken: s_token);
        await planned.Task;
        var push = runner.PushAsync(sync.Define(), Rows(("k15", "newest", 1m)), s_token);
        await sync.Clock.WaitForTimersAsync(2);
        var hasWaited = !push.IsCompleted;
        goOn.SetResult();
        await run;
        await sync.Clock.RunUntilAsync(push);

        Assert.True(hasWaited);
        Assert.Equal(1, (await push).RecordsUpdated);
        Assert.Equal("newest", sync.Destination.Stored["k15"]["Name"]);
    }

    [Fact]
    public async Task After_its_patience_it_is_skipped_and_nothing_was_sent()
    {
        var sync = new TestSync { RunnerOptions = new() { PushWait = TimeSpan.FromSeconds(5) } }.WithRows(1);
        var start = sync.Clock.GetUtcNow();
        await using var other = await sync.Durable.TryOpenAsync("things", new("other", TimeSpan.FromHours(1)), s_token);

        var pushed = await PushAsync(sync, ("k0", "x", 1m));

        Assert.Equal((SyncRunStatus.Skipped, SyncErrorCodes.AlreadyRunning), (pushed.Status, pushed.ErrorCode));
        Assert.Equal(5, (sync.Clock.GetUtcNow() - start).TotalSeconds);
        Assert.Empty(sync.TakeSent());
    }

    [Fact]
    public async Task A_run_of_the_same_runner_waits_for_a_record_that_is_pushed()
    {
        var sync = new TestSync().WithRows(3);
        var runner = new SyncRunner(sync.Store, timeProvider: sync.Clock);
        await runner.RunAsync(sync.Define(), cancellationToken: s_token);
        var sending = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        sync.Destination.OnCall = _ =>
        {
            sending.TrySetResult();
            return goOn.Task;
        };

        var push = runner.PushAsync(sync.Define(), Rows(("k0", "pushed", 1m)), s_token);
        await sending.Task;
        var run = runner.RunAsync(sync.Define(), cancellationToken: s_token);
        goOn.SetResult();

        Assert.Equal(SyncRunStatus.Completed, (await push).Status);
        Assert.Equal(SyncRunStatus.Completed, (await run).Status);
        Assert.Equal("name 0", sync.Destination.Stored["k0"]["Name"]);
    }

    [Fact]
    public async Task A_run_may_be_patient_with_another_process()
    {
        var sync = new TestSync().WithRows(3);
        await using (await sync.Durable.TryOpenAsync("things", new("other", TimeSpan.FromSeconds(20)), s_token))
        {
            Assert.Equal(SyncRunStatus.Skipped, (await sync.RunAsync()).Status);
            sync.StoreClock.Ahead += TimeSpan.FromSeconds(19);
            Assert.Equal(3, (await sync.RunCompletedAsync(new() { MaximumWait = TimeSpan.FromSeconds(30) })).RecordsUpdated);
        }
    }

    [Fact]
    public async Task Other_mappings_and_a_first_run_that_is_still_to_come_are_refused()
    {
        var sync = new TestSync().WithRows(3);
        var map = sync.Map;
        sync.Map = builder => map(builder).FirstRun(FirstRun.TrustSource);
        var tooEarly = await PushAsync(sync, ("k0", "x", 1m));
        await sync.RunCompletedAsync();
        sync.Map = builder => map(builder).Map("name", "Note");
        var tooNew = await PushAsync(sync, ("k0", "x", 1m));

        Assert.Equal((SyncErrorCodes.InvalidConfiguration, SyncErrorCodes.InvalidConfiguration), (tooEarly.ErrorCode, tooNew.ErrorCode));
        Assert.Empty(sync.TakeSent());
        sync.Map = map;
        Assert.Equal(1, (await PushAsync(sync, ("k0", "x", 1m))).RecordsUpdated);
    }

    [Fact]
    public async Task A_sync_is_tried_with_its_first_record_or_one_by_its_key()
    {
        var sync = new TestSync().WithRows(3_000);

        var first = await TestAsync(sync);
        var other = await TestAsync(sync, "k2500");
        var again = await TestAsync(sync, "k2500");
        var sent = sync.TakeSent();
        var none = await TestAsync(sync, "nobody");
        var run = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Completed, 1, 1, 0), (first.Status, first.SourceRecordCount, first.RecordsUpdated, first.Backlog));
        Assert.Equal((1, 1), (other.RecordsUpdated, again.RecordsUpdated));
        Assert.Equal(["k0", "k2500", "k2500"], sent);
        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.SourceFailed), (none.Status, none.ErrorCode));
        Assert.DoesNotContain("nobody", none.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((2, 2_998), (run.SourceRecordUnchanged, run.RecordsUpdated));
    }

    [Fact]
    public async Task A_record_that_is_refused_when_the_sync_is_tried_shows_why()
    {
        var sync = new TestSync().WithRows(2);
        sync.Destination.Refuses = _ => true;

        var tried = await TestAsync(sync, "k1");

        var issue = Assert.Single(tried.Issues);
        Assert.Equal((RecordIssueKind.Rejected, "k1", MemoryDestination.TooBad), (issue.Kind, issue.Key, issue.Problem));
        sync.Destination.Refuses = _ => false;
        Assert.Equal(2, (await sync.RunCompletedAsync()).RecordsUpdated);
    }

    private static async Task<SyncRunResult> PushAsync(TestSync sync, params (FieldValue Id, FieldValue Name, FieldValue Arr)[] rows)
    {
        using var batch = Rows(rows);
        var push = new SyncRunner(sync.Store, sync.RunnerOptions, sync.Clock).PushAsync(sync.Define(), batch, s_token);
        await sync.Clock.RunUntilAsync(push);
        return await push;
    }

    private static async Task<SyncRunResult> TestAsync(TestSync sync, string? key = null)
    {
        var test = new SyncRunner(sync.Store, sync.RunnerOptions, sync.Clock).TestAsync(sync.Define(), key, s_token);
        await sync.Clock.RunUntilAsync(test);
        return await test;
    }

    private static RecordBatch Rows(params (FieldValue Id, FieldValue Name, FieldValue Arr)[] rows)
    {
        var batch = new RecordBatch(new("id", "name", "arr"), rows.Length);
        foreach (var (id, name, arr) in rows)
            batch.Add([id, name, arr]);
        return batch;
    }
}
