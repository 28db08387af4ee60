using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Records;

/// <summary>How a sync is can be asked at any time, without its lease.</summary>
public sealed class StatusTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Runs_are_remembered_the_newest_first_without_the_records_they_name()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.Refuses = key => key == "k1";
        var first = await sync.RunCompletedAsync();
        sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.Unauthorized, "The key was refused.");
        var second = await sync.RunAsync();

        var status = await StatusOf(sync);

        Assert.Equal([second.RunId, first.RunId], status.Runs.Select(run => run.RunId));
        Assert.Equal((SyncErrorCodes.Unauthorized, "The key was refused."), (status.Runs[0].ErrorCode, status.Runs[0].ErrorMessage));
        Assert.Equal(first with { Issues = [], Payloads = [], Warnings = [], FullSyncReasons = [] }, status.LastCompleted! with { Issues = [], Payloads = [], Warnings = [], FullSyncReasons = [] });
        Assert.Equal(first.Warnings, status.LastCompleted.Warnings);
        Assert.Equal(first.FullSyncReasons, status.LastCompleted.FullSyncReasons);
        Assert.All(status.Runs, run => Assert.Empty(run.Issues));
        Assert.Equal((1, 2), (status.FailuresInARow, status.RecordsDelivered));
    }

    [Fact]
    public async Task The_last_hundred_runs_are_remembered()
    {
        var sync = new TestSync().WithRows(1);
        for (var i = 0; i < 103; i++)
        {
            sync.Source.Set(0, 1, $"name {i}");
            await sync.RunCompletedAsync();
            sync.Clock.Advance(TimeSpan.FromHours(1));
        }

        var runs = (await StatusOf(sync)).Runs;

        Assert.Equal(100, runs.Count);
        Assert.Equal(TimeSpan.FromHours(99), runs[0].StartedAt - runs[^1].StartedAt);
    }

    [Fact]
    public async Task Runs_that_tell_nothing_of_the_sync_are_not_remembered()
    {
        var sync = new TestSync().WithRows(2);
        await sync.RunCompletedAsync();
        var runner = new SyncRunner(sync.Store, null, sync.Clock);

        await sync.RunCompletedAsync(new() { DryRun = true });
        await runner.TestAsync(sync.Define(), "k1", s_token);
        await runner.ReplayAsync(sync.Define(), null, s_token);
        await using (await sync.Durable.TryOpenAsync("things", new("another", TimeSpan.FromMinutes(1)), s_token))
            Assert.Equal(SyncRunStatus.Skipped, (await sync.RunAsync()).Status);

        Assert.Single((await StatusOf(sync)).Runs);
    }

    [Fact]
    public async Task A_state_that_cannot_be_used_is_left_alone()
    {
        var sync = new TestSync().WithRows(1);
        await sync.RunCompletedAsync();
        sync.Destination.Account = "memory:two";

        Assert.Equal(SyncErrorCodes.StateFailed, (await sync.RunAsync()).ErrorCode);
        Assert.Single((await StatusOf(sync)).Runs);
    }

    [Fact]
    public async Task Status_can_be_asked_while_a_run_is_under_way()
    {
        var sync = new TestSync().WithRows(2);
        sync.Destination.Refuses = key => key == "k1";
        await sync.RunCompletedAsync();
        SyncStatus? seen = null;
        sync.Source.Set(0, 1, "changed");
        sync.Destination.OnCall = async _ => seen = await StatusOf(sync);

        await sync.RunCompletedAsync();

        Assert.Equal((1, 1, 1), (seen!.Runs.Count, seen.RecordsDelivered, seen.RecordsRejected));
        Assert.Equal(2, (await StatusOf(sync)).Runs.Count);
    }

    [Fact]
    public async Task Records_are_counted_by_what_the_next_run_does_with_them()
    {
        var sync = Refused();
        await sync.RunCompletedAsync();
        var fresh = await StatusOf(sync);
        await sync.RunCompletedAsync();
        var waiting = await StatusOf(sync);
        sync.Clock.Advance(TimeSpan.FromDays(1));
        var due = await StatusOf(sync);
        await sync.RunCompletedAsync();
        var parked = await StatusOf(sync);

        Assert.Equal((2, 0, 0, 1), Counts(fresh));
        Assert.Equal((0, 2, 0, 1), Counts(waiting));
        Assert.Equal((2, 0, 0, 1), Counts(due));
        Assert.Equal((0, 0, 2, 1), Counts(parked));

        static (long Rejected, long Waiting, long Parked, long InDoubt) Counts(SyncStatus status) =>
            (status.RecordsRejected, status.RecordsWaiting, status.RecordsParked, status.RecordsInDoubt);
    }

    [Fact]
    public async Task All_records_that_were_not_delivered_are_listed_with_reasons_tries_and_times()
    {
        var sync = Refused();
        var run = await sync.RunCompletedAsync(new() { ReportedIssues = 0 });
        var runner = new SyncRunner(sync.Store, null, sync.Clock);

        var all = await runner.ListUnsettledAsync(sync.Define(), null, s_token).ToListAsync(s_token);
        var refused = await runner.ListUnsettledAsync(sync.Define(), new() { Codes = ["E42"] }, s_token).ToListAsync(s_token);

        Assert.Empty(run.Issues);
        Assert.Equal(["k1", "k2", "k3"], all.Select(issue => issue.Key).Order());
        Assert.Equal(["k1", "k2"], refused.Select(issue => issue.Key).Order());
        Assert.All(refused, issue => Assert.Equal((RecordIssueKind.Rejected, 1, run.StartedAt, run.StartedAt), (issue.Kind, issue.Tries, issue.Since, issue.RetryAt)));
        Assert.Equal((RecordIssueKind.InDoubt, null), all.Where(issue => issue.Key == "k3").Select(issue => (issue.Kind, issue.RetryAt)).Single());
    }

    [Fact]
    public async Task A_sync_that_never_ran_has_a_status_of_nothing()
    {
        var sync = new TestSync();

        var status = await StatusOf(sync);

        Assert.Equal(("things", 0, 0), (status.Sync, status.Runs.Count, status.RecordsDelivered));
        Assert.Null(status.LastCompleted);
        Assert.Empty(await sync.Durable.ListAsync(s_token));
    }

    // k1 and k2 are refused, k3 is sent without an answer, and must not be repeated.
    [Fact]
    public async Task What_an_update_did_not_find_is_kept_as_skipped_until_it_is_there()
    {
        var sync = new TestSync { Behavior = SyncBehavior.UpdateOnly }.WithRows(1);
        await sync.RunCompletedAsync();
        var before = await StatusOf(sync);
        sync.Destination.Stored["k0"] = [];
        await sync.RunCompletedAsync();
        var after = await StatusOf(sync);

        Assert.Equal((0, 1), (before.RecordsDelivered, before.RecordsSkipped));
        Assert.Equal((1, 0), (after.RecordsDelivered, after.RecordsSkipped));
    }

    [Fact]
    public async Task What_is_accepted_at_last_is_refused_no_more()
    {
        var sync = Refused();
        await sync.RunCompletedAsync();
        var before = await StatusOf(sync);
        sync.Destination.Refuses = _ => false;
        await sync.RunCompletedAsync();
        var after = await StatusOf(sync);

        Assert.NotEqual(0, before.RecordsRejected);
        Assert.Equal(0, after.RecordsRejected);
    }

    private static TestSync Refused()
    {
        var sync = new TestSync { Destination = new(RepeatRule.Never) }.WithRows(4);
        sync.Map = builder => builder.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").Retry(new() { ImmediateTries = 2, MaximumTries = 3 });
        sync.Destination.Refuses = key => key is "k1" or "k2";
        sync.Destination.Respond = key => key == "k3" ? RecordResult.Unknown : null;
        return sync;
    }

    private static Task<SyncStatus> StatusOf(TestSync sync) => new SyncRunner(sync.Durable, null, sync.Clock).GetStatusAsync(sync.Define(), s_token);
}
