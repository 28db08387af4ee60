using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Sending;

/// <summary>A run that may make so many calls keeps what it did not come to, and the next one goes on with it.</summary>
public sealed class BacklogTests
{
    [Fact]
    public async Task A_run_ends_when_its_calls_are_made_and_tells_what_is_left()
    {
        var sync = new TestSync().WithRows(50);
        sync.Destination.Speed = new(10, 2);

        var cut = await sync.RunAsync(new() { MaxCalls = 3 });
        sync.TakeSent();
        var next = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Completed, SyncErrorCodes.CallBudgetUsed), (cut.Status, cut.ErrorCode));
        Assert.Equal((3, 30, 20, 0), (cut.Calls, cut.RecordsUpdated, cut.Backlog, cut.RecordsInDoubt));
        Assert.Equal((2, 30, 20, 0), (next.Calls, next.SourceRecordUnchanged, next.RecordsUpdated, next.Backlog));
        Assert.All(sync.Destination.Sent, sent => Assert.Equal(RecordKnowledge.Unknown, sent.Knowledge));
    }

    [Fact]
    public async Task As_many_calls_as_are_needed_are_no_cut()
    {
        var sync = new TestSync().WithRows(50);

        var result = await sync.RunCompletedAsync(new() { MaxCalls = 5 });

        Assert.Equal((null, 5, 50, 0), (result.ErrorCode, result.Calls, result.RecordsUpdated, result.Backlog));
    }

    [Fact]
    public async Task A_destination_that_counts_its_calls_is_held_to_them_exactly()
    {
        var sync = new TestSync { Destination = new() { CallsPerBatch = 4, Speed = new(10, 3) } }.WithRows(100);

        var cut = await sync.RunAsync(new() { MaxCalls = 10 });
        var next = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Completed, SyncErrorCodes.CallBudgetUsed, 10), (cut.Status, cut.ErrorCode, cut.Calls));
        Assert.Equal((20, 80, 0), (cut.RecordsUpdated, cut.Backlog, cut.RecordsFailed));
        Assert.Equal((80, 32), (next.RecordsUpdated, next.Calls));
    }

    [Fact]
    public async Task A_budget_that_is_spent_on_getting_ready_ends_the_run_without_an_error()
    {
        var sync = new TestSync { Destination = new() { CallsPerBatch = 1, CallsToPrepare = 3 } }.WithRows(10);

        var cut = await sync.RunAsync(new() { MaxCalls = 2 });

        Assert.Equal((SyncRunStatus.Completed, SyncErrorCodes.CallBudgetUsed, 2, 10), (cut.Status, cut.ErrorCode, cut.Calls, cut.Backlog));
        Assert.Equal(10, (await sync.RunCompletedAsync(new() { MaxCalls = 4 })).RecordsUpdated);
    }

    [Fact]
    public void A_budget_of_nothing_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncRunOptions { MaxCalls = 0 });

    [Fact]
    public async Task What_changed_goes_before_what_is_new_and_starves_neither()
    {
        var sync = new TestSync().WithRows(100);
        await sync.RunCompletedAsync();
        sync.TakeSent();

        // In the source the new rows stand before the known ones, and more of each than a run can send.
        var known = sync.Source.Rows.ToArray();
        sync.Source.Rows.Clear();
        for (var i = 0; i < 100; i++)
            sync.Source.Add($"n{i}", "new", 1m);
        sync.Source.Rows.AddRange(known);
        for (var i = 100; i < 200; i++)
            sync.Source.Set(i, 1, "changed");

        var cut = await sync.RunAsync(new() { MaxCalls = 8, IgnoreGuards = true });
        var sent = sync.TakeSent();

        Assert.Equal((80, 120), (cut.RecordsUpdated, cut.Backlog));
        Assert.Equal(60, sent.Count(key => key[0] == 'k'));
        Assert.Equal(20, sent.Count(key => key[0] == 'n'));
        Assert.All(sent.Take(20), key => Assert.StartsWith("k", key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_after_the_cut_is_sent_before_the_rest_and_with_its_newest_value()
    {
        var sync = new TestSync().WithRows(200);
        await sync.RunAsync(new() { MaxCalls = 5 });
        sync.TakeSent();

        // One that was delivered, at the far end of the source, and one that still waits.
        sync.Source.Set(49, 1, "changed");
        sync.Source.Rows.Add(sync.Source.Rows[49]);
        sync.Source.Rows.RemoveAt(49);
        sync.Source.Set(50, 1, "newest");
        var second = await sync.RunAsync(new() { MaxCalls = 2 });

        Assert.Equal("k49", sync.TakeSent()[0]);
        Assert.Equal("changed", sync.Destination.Stored["k49"]["Name"]);
        Assert.Equal((20, 131), (second.RecordsUpdated, second.Backlog));
        await sync.RunCompletedAsync();
        Assert.Equal("newest", sync.Destination.Stored["k51"]["Name"]);
        Assert.Equal(200, sync.Destination.Stored.Count);
        Assert.All(sync.Destination.Creations, creation => Assert.Equal(1, creation.Value));
    }

    [Fact]
    public async Task Records_that_were_refused_or_are_in_doubt_get_their_turn_in_a_run_that_is_cut()
    {
        var sync = new TestSync().WithRows(200);
        sync.Destination.Refuses = key => key == "k3";
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = call => call == 2 ? cancellation.CancelAsync() : Task.CompletedTask;
        await sync.AbortAsync(cancellation.Token);
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.Destination.Refuses = _ => false;
        sync.Destination.SettleDelay = TimeSpan.Zero;
        sync.TakeSent();

        await sync.RunAsync(new() { MaxCalls = 16 });
        var sent = sync.TakeSent();

        Assert.Contains("k3", sent);
        Assert.Equal(10, Enumerable.Range(10, 10).Count(i => sent.Contains($"k{i}")));
    }

    [Fact]
    public async Task What_changed_and_what_is_new_share_the_last_batch()
    {
        var sync = new TestSync().WithRows(20);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        for (var i = 0; i < 13; i++)
            sync.Source.Set(i, 1, "changed");
        for (var i = 0; i < 14; i++)
            sync.Source.Add($"n{i}", "new", 1m);

        await sync.RunCompletedAsync();

        Assert.Equal([10, 10, 7], sync.Destination.BatchSizes);
        Assert.Equal(27, sync.TakeSent().Distinct().Count());
    }

    [Fact]
    public async Task Deletions_come_last()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(60);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Rows.RemoveRange(0, 5);
        for (var i = 0; i < 30; i++)
            sync.Source.Set(i, 1, "changed");
        for (var i = 0; i < 30; i++)
            sync.Source.Add($"n{i}", "new", 1m);

        await sync.RunCompletedAsync(new() { IgnoreGuards = true });

        Assert.Equal(["k0", "k1", "k2", "k3", "k4"], sync.TakeSent()[^5..].Order());
    }

    [Fact]
    public async Task What_a_full_sync_did_not_come_to_is_sent_by_the_next_run_though_it_is_unchanged()
    {
        var sync = new TestSync().WithRows(30);
        await sync.RunCompletedAsync();
        await sync.RunAsync(new() { FullSync = true, MaxCalls = 1 });
        sync.TakeSent();

        await sync.RunCompletedAsync();
        var sent = sync.TakeSent();
        await sync.RunCompletedAsync();

        Assert.Equal(20, sent.Length);
        Assert.Empty(sync.TakeSent());
    }
}
