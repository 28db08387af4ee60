using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Records;

/// <summary>A record that was refused is sent again: at first in every run, then with waits that grow, and not for ever.</summary>
public sealed class RetryTests
{
    private static readonly TimeSpan s_night = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_refused_record_is_sent_in_the_next_runs_then_with_growing_waits_until_it_is_parked()
    {
        var sync = Refusing("k1");
        var sentOn = new List<int>();

        for (var night = 0; night < 60; night++)
        {
            await RunAsync(sync);
            if (sync.TakeSent().Contains("k1"))
                sentOn.Add(night);
            sync.Clock.Advance(s_night);
        }

        Assert.Equal([0, 1, 2, 3, 5, 9, 16, 23, 30, 37], sentOn);
    }

    [Fact]
    public async Task A_night_that_is_a_few_minutes_early_leaves_nobody_out()
    {
        var sync = Refusing("k1", new() { ImmediateTries = 1 });
        await RunAsync(sync);
        sync.Clock.Advance(s_night - TimeSpan.FromMinutes(20));
        sync.TakeSent();

        await RunAsync(sync);

        Assert.Equal(["k1"], sync.TakeSent());
    }

    [Theory]
    [InlineData(null, RecordIssueKind.Waiting)]
    [InlineData(1, RecordIssueKind.Parked)]
    public async Task What_is_not_sent_is_counted_and_told_with_its_reason(int? maximumTries, RecordIssueKind kind)
    {
        var sync = Refusing("k1", new() { ImmediateTries = 1, MaximumTries = maximumTries });
        var first = await RunAsync(sync);

        var second = await RunAsync(sync);

        var told = Assert.Single(first.Issues);
        var issue = Assert.Single(second.Issues);
        Assert.Equal((kind, "k1", MemoryDestination.TooBad, 1), (issue.Kind, issue.Key, issue.Problem, issue.Tries));
        Assert.Equal((first.StartedAt, first.StartedAt), (issue.Since, issue.LastTried));
        Assert.Equal(maximumTries is null ? first.StartedAt + s_night * 0.9 : null, issue.RetryAt);
        Assert.Equal(issue.RetryAt, told.RetryAt);
        Assert.Equal(kind == RecordIssueKind.Waiting ? (1, 0) : (0, 1), (second.RecordsWaiting, second.RecordsParked));
        Assert.Equal((0, 0, 0, 2), (second.SourceRecordUpdates, second.RecordsFailed, second.RecordsProcessed, second.SourceRecordUnchanged));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    public async Task A_mended_row_goes_at_once(int? maximumTries)
    {
        var sync = Refusing("k1", new() { ImmediateTries = 1, MaximumTries = maximumTries });
        await RunAsync(sync);
        sync.Source.Set(1, 1, "mended");
        sync.Destination.Refuses = _ => false;
        sync.TakeSent();

        var run = await RunAsync(sync);

        Assert.Equal(["k1"], sync.TakeSent());
        Assert.Equal((1, 0, 0), (run.RecordsUpdated, run.RecordsWaiting, run.RecordsParked));
    }

    [Fact]
    public async Task Tries_are_counted_anew_for_new_values()
    {
        var sync = Refusing("k1", new() { ImmediateTries = 2, MaximumTries = 2 });
        await RunAsync(sync);
        await RunAsync(sync);
        sync.Source.Set(1, 1, "mended, or so they say");
        await RunAsync(sync);
        sync.TakeSent();

        var again = await RunAsync(sync);
        var last = await RunAsync(sync);

        Assert.Equal(["k1"], sync.TakeSent());
        Assert.Equal((RecordIssueKind.Rejected, 2), (again.Issues[0].Kind, again.Issues[0].Tries));
        Assert.Equal(1, last.RecordsParked);
    }

    [Fact]
    public async Task A_full_sync_a_test_and_a_push_wait_for_nothing()
    {
        var sync = Refusing("k1", new() { ImmediateTries = 1, MaximumTries = 1 });
        await RunAsync(sync);
        var runner = new SyncRunner(sync.Store, null, sync.Clock);
        using var row = new RecordBatch(new(["id", "name", "arr"]), 1);
        row.Add(["k1", "name 1", 10m]);

        sync.TakeSent();
        await RunAsync(sync, new() { FullSync = true });
        var full = sync.TakeSent();
        await runner.TestAsync(sync.Define(), "k1", TestContext.Current.CancellationToken);
        var tested = sync.TakeSent();
        await runner.PushAsync(sync.Define(), row, TestContext.Current.CancellationToken);
        var pushed = sync.TakeSent();

        Assert.Equal(["k0", "k1", "k2"], full.Order());
        Assert.Equal(["k1"], tested);
        Assert.Equal(["k1"], pushed);
    }

    [Fact]
    public async Task A_record_may_be_tried_in_every_run_for_ever()
    {
        var sync = Refusing("k1", new() { ImmediateTries = int.MaxValue, MaximumTries = null });
        for (var run = 0; run < 40; run++)
            await RunAsync(sync);

        Assert.Equal(40, sync.TakeSent().Count(key => key == "k1"));
    }

    [Fact]
    public async Task Waits_do_not_overflow()
    {
        var sync = Refusing("k1", new() { ImmediateTries = 1, MaximumTries = null, FirstWait = TimeSpan.FromDays(366), MaximumWait = TimeSpan.FromDays(366) });
        for (var year = 0; year < 80; year++)
        {
            await RunAsync(sync);
            sync.Clock.Advance(TimeSpan.FromDays(366));
        }

        Assert.Equal(80, sync.TakeSent().Count(key => key == "k1"));
    }

    [Fact]
    public async Task A_clock_that_was_wrong_once_does_not_keep_a_record_for_years()
    {
        var sync = Refusing("k1", new() { ImmediateTries = 1 });
        sync.Clock.Advance(TimeSpan.FromDays(3650));
        await RunAsync(sync);
        sync.Clock.SetBack(TimeSpan.FromDays(3650));
        sync.StoreClock.Ahead = TimeSpan.FromDays(3650);
        sync.TakeSent();

        await RunAsync(sync);

        Assert.Equal(["k1"], sync.TakeSent());
    }

    [Fact]
    public async Task A_row_that_becomes_a_duplicate_is_invalid_and_waits_no_more()
    {
        var sync = Refusing("k1", new() { ImmediateTries = 1 });
        await RunAsync(sync);
        sync.Source.Add("k1", "twice", 1m);

        var run = await RunAsync(sync);

        Assert.Equal((0, 2), (run.RecordsWaiting, run.SourceRecordInvalids));
        Assert.Equal(RecordIssueKind.Invalid, Assert.Single(run.Issues).Kind);
    }

    [Fact]
    public async Task A_deletion_that_was_refused_waits_like_any_record()
    {
        var sync = Refusing("nobody", new() { ImmediateTries = 1, MaximumTries = 2 });
        sync.Behavior = SyncBehavior.Mirror;
        await RunAsync(sync);
        sync.Source.Rows.RemoveAt(1);
        sync.Destination.Refuses = key => key == "k1";
        var refused = await RunAsync(sync);
        sync.TakeSent();

        var waiting = await RunAsync(sync);
        sync.Clock.Advance(s_night);
        var again = await RunAsync(sync);
        sync.Clock.Advance(s_night * 60);
        var parked = await RunAsync(sync);

        Assert.Equal((1, 0), (refused.RecordsFailed, refused.RecordsWaiting));
        Assert.Equal((0, 1), (waiting.RecordsFailed, waiting.RecordsWaiting));
        Assert.Equal((1, 0), (again.RecordsFailed, again.RecordsWaiting));
        Assert.Equal((0, 1, 0), (parked.RecordsFailed, parked.RecordsParked, parked.SourceRecordDeletes));
        Assert.Equal(["k1"], sync.TakeSent());
    }

    [Fact]
    public async Task A_row_that_comes_back_after_its_deletion_was_refused_goes_at_once()
    {
        var sync = Refusing("nobody", new() { ImmediateTries = 1 });
        sync.Behavior = SyncBehavior.Mirror;
        await RunAsync(sync);
        var row = sync.Source.Rows[1];
        sync.Source.Rows.RemoveAt(1);
        sync.Destination.Refuses = key => key == "k1";
        await RunAsync(sync);
        row[1] = "changed";
        sync.Source.Rows.Add(row);
        sync.Destination.Refuses = _ => false;

        await RunAsync(sync);

        Assert.Equal("changed", sync.Destination.Stored["k1"]["Name"]);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordRetryOptions { ImmediateTries = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordRetryOptions { MaximumTries = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordRetryOptions { FirstWait = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordRetryOptions { MaximumWait = TimeSpan.MaxValue });
    }

    [Fact]
    public async Task Since_when_a_record_is_refused_is_told_beside_the_last_try()
    {
        var sync = Refusing("k1");
        var first = await RunAsync(sync);
        sync.Clock.Advance(s_night);

        var second = await RunAsync(sync);

        var issue = Assert.Single(second.Issues);
        Assert.Equal((first.StartedAt, second.StartedAt, 2), (issue.Since, issue.LastTried, issue.Tries));
    }

    private static TestSync Refusing(string key, RecordRetryOptions? retry = null)
    {
        var sync = new TestSync().WithRows(3);
        sync.Map = builder => builder.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(deletedShare: 1).Retry(retry ?? new());
        sync.Destination.Refuses = candidate => candidate == key;
        return sync;
    }

    private static Task<SyncRunResult> RunAsync(TestSync sync, SyncRunOptions? options = null) => sync.RunCompletedAsync(options);
}
