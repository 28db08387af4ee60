using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>A run that a guard held stays held until what it would do is approved.</summary>
public sealed class HoldTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_that_would_change_too_much_is_held_with_its_counts_and_sends_nothing()
    {
        var sync = await SyncedAsync(10);
        Change(sync, 4);
        sync.Source.Add("new", "new", 1m);

        var held = await sync.RunAsync();

        Assert.Equal((SyncRunStatus.Held, SyncErrorCodes.HeldByGuard, 0), (held.Status, held.ErrorCode, held.Backlog));
        Assert.Equal((11, 5, 1), (held.SourceRecordCount, held.SourceRecordUpdates, held.SourceRecordCreates));
        Assert.Equal((10, 1, 4, 0), (held.Hold!.KnownRecords, held.Hold.Creates, held.Hold.Changes, held.Hold.Deletes));
        Assert.Equal((held.RunId, held.ErrorMessage, false, held.StartedAt), (held.Hold.RunId, held.Hold.Reason, held.Hold.IsApproved, held.Hold.HeldSince));
        Assert.Empty(sync.TakeSent());
        Assert.Equal(held.Hold, await Runner(sync).FindHoldAsync(sync.Define(), s_token));
    }

    [Fact]
    public async Task What_was_approved_goes_through_with_the_next_run_and_once_only()
    {
        var sync = await SyncedAsync(10);
        Change(sync, 4);
        var plan = (await sync.RunAsync()).Hold!.PlanId!;
        sync.Clock.Advance(TimeSpan.FromHours(7));
        Assert.Equal(SyncRunStatus.Held, (await sync.RunAsync()).Status);

        Assert.True(await Runner(sync).ApproveAsync(sync.Define(), plan, s_token));
        Assert.True((await Runner(sync).FindHoldAsync(sync.Define(), s_token))!.IsApproved);
        var through = await sync.RunCompletedAsync();

        Assert.Equal(4, through.RecordsUpdated);
        Assert.Null(through.Hold);
        Assert.Null(await Runner(sync).FindHoldAsync(sync.Define(), s_token));
        Change(sync, 4, "again");
        Assert.Equal(SyncRunStatus.Held, (await sync.RunAsync()).Status);
    }

    [Fact]
    public async Task A_plan_is_the_same_for_as_long_as_it_would_do_the_same_in_whatever_order_the_source_comes()
    {
        var sync = await SyncedAsync(20);
        sync.Source.Add("k3", "twice", 1m);
        Change(sync, 10);
        var first = (await sync.RunAsync()).Hold!;
        sync.Clock.Advance(TimeSpan.FromHours(1));
        sync.Source.Rows.Reverse();
        var second = (await sync.RunAsync()).Hold!;

        Assert.Equal((first.PlanId, first.HeldSince), (second.PlanId, second.HeldSince));
        Assert.NotEqual(first.RunId, second.RunId);
    }

    [Theory]
    [InlineData("other value")]
    [InlineData("swapped values")]
    [InlineData("one more")]
    [InlineData("one less")]
    [InlineData("one gone")]
    [InlineData("other gone")]
    [InlineData("one new")]
    [InlineData("other behaviour")]
    public async Task An_approval_lets_nothing_else_through(string difference)
    {
        var sync = await SyncedAsync(20, SyncBehavior.Mirror);
        Change(sync, 8);
        var gone = sync.Source.Rows[19];
        sync.Source.Rows.RemoveAt(19);
        var held = (await sync.RunAsync()).Hold!;
        Assert.True(await Runner(sync).ApproveAsync(sync.Define(), held.PlanId!, s_token));
        switch (difference)
        {
            case "other value":
                sync.Source.Set(0, 1, "another");
                break;
            case "swapped values":
                var (a, b) = (sync.Source.Rows[0], sync.Source.Rows[1]);
                (sync.Source.Rows[0], sync.Source.Rows[1]) = ([a[0], b[1], b[2]], [b[0], a[1], a[2]]);
                break;
            case "one more":
                sync.Source.Set(9, 1, "changed");
                break;
            case "one less":
                sync.Source.Set(0, 1, "name 0");
                break;
            case "one gone":
                sync.Source.Rows.RemoveAt(18);
                break;
            case "other gone":
                sync.Source.Rows[18] = gone;
                break;
            case "one new":
                sync.Source.Add("new", "new", 1m);
                break;
            default:
                sync.Behavior = SyncBehavior.UpdateOrCreate;
                break;
        }

        var next = await sync.RunAsync();

        Assert.Equal(SyncRunStatus.Held, next.Status);
        Assert.NotEqual(held.PlanId, next.Hold!.PlanId);
        Assert.False(next.Hold.IsApproved);
        Assert.Empty(sync.TakeSent());
        Assert.False(await Runner(sync).ApproveAsync(sync.Define(), held.PlanId!, s_token));
    }

    [Fact]
    public async Task What_is_rejected_is_dropped_and_the_next_run_is_held_again()
    {
        var sync = await SyncedAsync(10);
        Change(sync, 4);
        var plan = (await sync.RunAsync()).Hold!.PlanId!;
        await Runner(sync).ApproveAsync(sync.Define(), plan, s_token);

        Assert.True(await Runner(sync).RejectAsync(sync.Define(), plan, s_token));
        Assert.Null(await Runner(sync).FindHoldAsync(sync.Define(), s_token));
        Assert.False(await Runner(sync).RejectAsync(sync.Define(), plan, s_token));
        Assert.False(await Runner(sync).ApproveAsync(sync.Define(), plan, s_token));

        Assert.Equal((SyncRunStatus.Held, false), ((await sync.RunAsync()) is var next ? next.Status : default, next.Hold!.IsApproved));
        Assert.Empty(sync.TakeSent());
    }

    [Fact]
    public async Task A_source_that_is_mended_runs_again_and_nothing_is_held_any_more()
    {
        var sync = await SyncedAsync(10);
        Change(sync, 4);
        await sync.RunAsync();
        for (var i = 1; i < 4; i++)
            sync.Source.Set(i, 1, $"name {i}");

        Assert.Equal(1, (await sync.RunCompletedAsync()).RecordsUpdated);
        Assert.Null(await Runner(sync).FindHoldAsync(sync.Define(), s_token));
    }

    [Fact]
    public async Task What_an_earlier_run_was_let_through_with_and_what_was_refused_make_no_other_plan()
    {
        var sync = await SyncedAsync(20);
        sync.Source.Set(19, 1, "bad");
        sync.Destination.Refuses = key => key == "k19";
        await sync.RunCompletedAsync();
        sync.Source.Set(18, 1, "lost");
        sync.Destination.Respond = key => key == "k18" ? RecordResult.Unknown : null;
        Assert.Equal(1, (await sync.RunAsync()).RecordsInDoubt);
        sync.Destination.Respond = _ => null;
        Change(sync, 8);
        var held = (await sync.RunAsync()).Hold!;
        await Runner(sync).ApproveAsync(sync.Define(), held.PlanId!, s_token);

        var through = await sync.RunCompletedAsync();

        Assert.Equal((9, 1, 0), (through.RecordsUpdated, through.RecordsFailed, through.RecordsInDoubt));
    }

    [Fact]
    public async Task What_an_approved_run_did_not_come_to_is_not_held_again()
    {
        var sync = await SyncedAsync(40);
        Change(sync, 30);
        await Runner(sync).ApproveAsync(sync.Define(), (await sync.RunAsync()).Hold!.PlanId!, s_token);

        Assert.Equal((10, 20), ((await sync.RunAsync(new() { MaxCalls = 1 })) is var cut ? cut.RecordsUpdated : 0, cut.Backlog));
        Assert.Equal(20, (await sync.RunCompletedAsync()).RecordsUpdated);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_empty_source_can_be_approved(bool clears)
    {
        var sync = await SyncedAsync(10, SyncBehavior.Mirror, clears);
        sync.Source.Rows.Clear();
        var held = (await sync.RunAsync()).Hold!;
        Assert.Equal(10, held.Deletes);
        await Runner(sync).ApproveAsync(sync.Define(), held.PlanId!, s_token);

        var through = await sync.RunCompletedAsync();

        Assert.Equal(clears ? (0, 10) : (10, 0), (through.RecordsDeleted, through.RecordsCleared));
    }

    [Fact]
    public async Task A_first_run_that_would_take_an_empty_source_as_delivered_can_be_approved()
    {
        var sync = new TestSync { Map = map => map.Key("id", "Id").Map("name", "Name").FirstRun(FirstRun.TrustSource) };
        var held = (await sync.RunAsync()).Hold!;
        await Runner(sync).ApproveAsync(sync.Define(), held.PlanId!, s_token);

        await sync.RunCompletedAsync();
    }

    [Fact]
    public async Task A_first_run_that_would_trust_half_a_source_is_another_plan_with_another_half()
    {
        var sync = new TestSync { Map = map => map.Key("id", "Id").Map("name", "Name").FirstRun(FirstRun.TrustSource) }.WithRows(4);
        sync.Source.End = SourceReadEnd.Truncated("there is a limit.");
        var held = (await sync.RunAsync()).Hold!;
        Assert.Equal(held.PlanId, (await sync.RunAsync()).Hold!.PlanId);
        sync.Source.Rows.RemoveAt(0);

        Assert.NotEqual(held.PlanId, (await sync.RunAsync()).Hold!.PlanId);
    }

    [Fact]
    public async Task A_dry_run_tells_that_a_run_would_be_held_and_keeps_nothing()
    {
        var sync = await SyncedAsync(10);
        Change(sync, 4);

        var dry = await sync.RunAsync(new() { DryRun = true });

        Assert.Equal((SyncRunStatus.Held, 4, null), (dry.Status, dry.Hold!.Changes, dry.Hold.PlanId));
        Assert.Equal((1, 1, 0), (dry.Estimate!.Calls, dry.Payloads.Count, sync.TakeSent().Length));
        Assert.Null(await Runner(sync).FindHoldAsync(sync.Define(), s_token));
    }

    [Fact]
    public async Task A_record_that_is_pushed_goes_through_and_leaves_what_is_held()
    {
        var sync = await SyncedAsync(10);
        Change(sync, 4);
        var held = (await sync.RunAsync()).Hold!;
        using var rows = new RecordBatch(new RecordSchema(sync.Source.Columns.Select(name => new SchemaField(name, FieldType.Any, false))), 1);
        rows.Add(["k9", "pushed", 90m]);

        var pushed = await Runner(sync).PushAsync(sync.Define(), rows, s_token);

        Assert.Equal(1, pushed.RecordsUpdated);
        Assert.Equal(held, await Runner(sync).FindHoldAsync(sync.Define(), s_token));
    }

    [Fact]
    public async Task Nothing_is_decided_while_a_run_is_under_way()
    {
        var sync = await SyncedAsync(10);
        sync.RunnerOptions = new() { PushWait = TimeSpan.Zero };
        sync.Source.Set(0, 1, "changed");
        var (arrived, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        sync.Destination.OnCall = _ =>
        {
            arrived.TrySetResult();
            return goOn.Task;
        };
        var run = sync.StartAsync();
        await arrived.Task;

        await Assert.ThrowsAsync<SyncStateException>(() => Runner(sync).ApproveAsync(sync.Define(), "x", s_token));

        goOn.SetResult();
        await run;
    }

    [Fact]
    public async Task Killed_at_any_write_an_approved_run_sends_each_record_once_and_needs_no_second_approval_once_it_began_to_send()
    {
        for (var kill = 1; ; kill++)
        {
            var sync = await SyncedAsync(20);
            Change(sync, 15);
            await Runner(sync).ApproveAsync(sync.Define(), (await sync.RunAsync()).Hold!.PlanId!, s_token);
            sync.Store = new(sync.Durable) { KilledAtWrite = kill, AfterTheWrite = kill % 2 == 0 };
            try
            {
                await sync.RunAsync();
                return;
            }
            catch (FailingStore.KilledException)
            {
                sync.Store = new(sync.Durable);
                sync.StoreClock.Ahead += TimeSpan.FromMinutes(5);
            }

            await sync.RunCompletedAsync();
            Assert.Equal(15, sync.Destination.Stored.Count(record => record.Value["Name"] == "changed"));
        }
    }

    [Fact]
    public async Task A_plan_stays_the_same_while_the_wait_of_a_refused_record_ends()
    {
        var sync = await SyncedAsync(10);
        var map = sync.Map;
        sync.Map = builder => map(builder).Retry(new() { ImmediateTries = 1 });
        sync.Destination.Refuses = key => key == "bad";
        sync.Source.Add("bad", "bad", 1m);
        await sync.RunCompletedAsync();
        Change(sync, 4);
        var plan = (await sync.RunAsync()).Hold!.PlanId!;
        sync.Clock.Advance(TimeSpan.FromDays(2));

        Assert.True(await Runner(sync).ApproveAsync(sync.Define(), plan, s_token));
        var through = await sync.RunCompletedAsync();

        Assert.Equal((4, 1), (through.RecordsUpdated, through.RecordsFailed));
    }

    [Fact]
    public async Task A_plan_stays_the_same_while_a_doubt_is_settled()
    {
        var sync = await SyncedAsync(10);
        sync.Source.Set(9, 1, "in doubt");
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = _ => cancellation.CancelAsync();
        await sync.AbortAsync(cancellation.Token);
        sync.Destination.OnCall = _ => Task.CompletedTask;
        Change(sync, 4);
        var plan = (await sync.RunAsync()).Hold!.PlanId!;
        await sync.RunCompletedAsync(new() { Resume = true });

        Assert.True(await Runner(sync).ApproveAsync(sync.Define(), plan, s_token));

        Assert.Equal(4, (await sync.RunCompletedAsync()).RecordsUpdated);
    }

    private static async Task<TestSync> SyncedAsync(int rows, SyncBehavior behavior = SyncBehavior.UpdateOrCreate, bool clears = false)
    {
        var sync = new TestSync { Behavior = behavior }.WithRows(rows);
        sync.Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(changedShare: 0.3, changedMinimum: 1);
        if (clears)
            sync.Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(changedShare: 0.3, changedMinimum: 1).MirrorBy(MirrorStrategy.UpdatesAndNulls);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        return sync;
    }

    private static void Change(TestSync sync, int rows, string value = "changed")
    {
        for (var i = 0; i < rows; i++)
            sync.Source.Set(i, 1, value);
    }

    private static SyncRunner Runner(TestSync sync) => new(sync.Store, sync.RunnerOptions, sync.Clock);
}
