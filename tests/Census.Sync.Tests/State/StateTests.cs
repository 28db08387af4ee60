using Census.Sync.State;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.State;

/// <summary>A state is used for what it belongs to, by one run at a time, and only if it is whole.</summary>
public sealed class StateTests
{
    [Fact]
    public async Task Another_account_is_refused()
    {
        var sync = await SyncedAsync();
        sync.Destination.Account = "memory:two";

        await AssertRefusedAsync(sync, "memory:one, object Thing, key Id", "memory:two");
    }

    [Fact]
    public async Task Another_key_is_refused()
    {
        var sync = await SyncedAsync();
        sync.Map = sync => sync.Key("id", "Code").Map("name", "Id");

        await AssertRefusedAsync(sync, "key Id", "key Code");
    }

    [Fact]
    public async Task A_state_that_is_bound_anew_sends_everything_and_belongs_to_the_new_account()
    {
        var sync = await SyncedAsync();
        sync.Destination.Refuses = key => key == "k1";
        sync.Source.Set(1, 1, "rejected");
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Destination = new() { Account = "memory:two" };

        var result = await sync.RunCompletedAsync(new() { RebindState = true });
        var next = await sync.RunCompletedAsync();

        Assert.True(result.FullSync);
        Assert.Equal((5, 5), (result.SourceRecordCreates, result.RecordsCreated));
        Assert.Equal(5, next.SourceRecordUnchanged);
        Assert.Empty(await Planning.DiffTests.BlobsAsync(sync, StateSection.Held));
    }

    [Fact]
    public async Task Binding_anew_what_is_bound_already_forgets_nothing()
    {
        var sync = await SyncedAsync();

        var result = await sync.RunCompletedAsync(new() { RebindState = true });

        Assert.Equal(5, result.SourceRecordUnchanged);
    }

    [Fact]
    public async Task A_state_of_a_newer_format_is_refused_and_left_alone()
    {
        var sync = await SyncedAsync();
        var header = (await Planning.DiffTests.BlobsAsync(sync, StateSection.Header)).Single().Content.ToArray();
        header[0] = StateHeader.FormatVersion + 1;
        await PutAsync(sync, StateSection.Header, 0, header);
        var writes = sync.Store.Writes;

        await AssertRefusedAsync(sync, "newer version of this library (format 5; this one reads up to 4)", "Update the library");

        Assert.Equal(writes, sync.Store.Writes);
    }

    [Fact]
    public async Task A_second_run_while_one_is_active_is_skipped()
    {
        var sync = new TestSync().WithRows(5);
        var (arrived, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        sync.Destination.OnCall = _ =>
        {
            arrived.TrySetResult();
            return goOn.Task;
        };
        var first = sync.StartAsync();
        await arrived.Task;

        var second = await sync.StartAsync();
        goOn.SetResult();

        Assert.Equal((SyncRunStatus.Skipped, SyncErrorCodes.AlreadyRunning), (second.Status, second.ErrorCode));
        Assert.Equal((0, 0), (second.SourceRecordCount, second.RecordsProcessed));
        Assert.Equal(5, (await first).RecordsUpdated);
        Assert.Equal(1, sync.Source.Reads);
    }

    [Fact]
    public async Task A_run_that_takes_long_keeps_its_lease()
    {
        var sync = new TestSync().WithRows(5);
        var (arrived, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        sync.Destination.OnCall = _ =>
        {
            arrived.TrySetResult();
            return goOn.Task;
        };
        var first = sync.StartAsync();
        await arrived.Task;
        await AdvanceAsync(sync, TimeSpan.FromMinutes(10));

        var second = await sync.StartAsync();
        goOn.SetResult();

        Assert.Equal(SyncRunStatus.Skipped, second.Status);
        Assert.Equal(SyncRunStatus.Completed, (await first).Status);
    }

    [Fact]
    public async Task A_renewal_that_fails_now_and_then_is_no_loss()
    {
        var sync = new TestSync().WithRows(5);
        var renewals = 0;
        sync.Store.OnRenew = () =>
        {
            if (++renewals % 2 == 1)
                throw new SyncStateException("The store is locked.");
        };
        var (arrived, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        sync.Destination.OnCall = _ =>
        {
            arrived.TrySetResult();
            return goOn.Task;
        };
        var run = sync.StartAsync();
        await arrived.Task;
        await AdvanceAsync(sync, TimeSpan.FromMinutes(5));
        goOn.SetResult();

        Assert.Equal(SyncRunStatus.Completed, (await run).Status);
        Assert.InRange(renewals, 10, 16);
    }

    [Fact]
    public async Task A_run_that_lost_its_lease_cannot_commit_and_the_one_that_took_it_is_not_disturbed()
    {
        var sync = new TestSync().WithRows(30);
        var (arrived, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        sync.Destination.OnCall = async call =>
        {
            if (call != 2)
                return;
            arrived.SetResult();
            await goOn.Task;
        };
        var frozen = sync.StartAsync();
        await arrived.Task;

        // The process stood still: its lease expired before its timer could renew it, and another run took it over.
        await ExpireLeaseAsync(sync);
        var other = await sync.RunCompletedAsync();
        goOn.SetResult();
        var lost = await frozen;

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.StateFailed), (lost.Status, lost.ErrorCode));
        Assert.Contains("lease of the sync 'things' was lost", lost.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal((20, 0), (other.RecordsUpdated, other.RecordsInDoubt));
        sync.TakeSent();
        Assert.Equal(30, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
        Assert.Empty(sync.TakeSent());
    }

    [Fact]
    public async Task A_run_learns_from_its_timer_that_its_lease_is_lost_and_cancels_its_calls()
    {
        var sync = new TestSync().WithRows(5);
        var arrived = new TaskCompletionSource();
        var neverAnswered = new TaskCompletionSource();
        using var cancelled = new CancellationTokenSource();
        sync.Destination = new();
        sync.Destination.OnCall = async _ =>
        {
            arrived.TrySetResult();
            await neverAnswered.Task;
        };
        var run = sync.StartAsync();
        await arrived.Task;
        await ExpireLeaseAsync(sync);
        sync.Clock.Advance(TimeSpan.FromSeconds(20));
        neverAnswered.SetCanceled(TestContext.Current.CancellationToken);

        var result = await run;

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.StateFailed), (result.Status, result.ErrorCode));
    }

    [Fact]
    public async Task Syncs_of_different_names_share_a_store_and_nothing_else()
    {
        var one = new TestSync().WithRows(5);
        await one.RunCompletedAsync();
        var other = new SyncBuilder("other").From(one.Source).To(one.Destination, "Thing", SyncBehavior.UpdateOrCreate).Key("id", "Id").Build();

        var result = await new SyncRunner(one.Durable, timeProvider: one.Clock).RunAsync(other, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(5, result.SourceRecordCreates);
        Assert.Equal(["other", "things"], await one.Durable.ListAsync(TestContext.Current.CancellationToken));
    }

    internal static async Task PutAsync(TestSync sync, StateSection section, long number, byte[] content)
    {
        await using var session = await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken);
        await session!.WriteAsync(new StateWrite().Put(section, number, content), TestContext.Current.CancellationToken);
    }

    // The runs renew on timers that an expired lease must not see: the store's clock alone is moved.
    private static async Task ExpireLeaseAsync(TestSync sync)
    {
        sync.StoreClock.Ahead += TimeSpan.FromHours(1);
        await Task.Yield();
    }

    private static async Task AdvanceAsync(TestSync sync, TimeSpan by)
    {
        for (var passed = TimeSpan.Zero; passed < by; passed += TimeSpan.FromSeconds(20))
        {
            sync.Clock.Advance(TimeSpan.FromSeconds(20));
            for (var i = 0; i < 50; i++)
                await Task.Yield();
            await sync.Clock.WaitForTimersAsync(1);
        }
    }

    private static async Task AssertRefusedAsync(TestSync sync, params string[] messages)
    {
        var result = await sync.RunAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.StateFailed), (result.Status, result.ErrorCode));
        foreach (var message in messages)
            Assert.Contains(message, result.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(sync.TakeSent());
    }

    private static async Task<TestSync> SyncedAsync()
    {
        var sync = new TestSync().WithRows(5);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        return sync;
    }
}
