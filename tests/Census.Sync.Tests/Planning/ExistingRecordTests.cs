using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>A destination that cannot be read: what exists there is what any sync delivered, or what was told.</summary>
public sealed class ExistingRecordTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private static TestSync Create(int rows)
    {
        var sync = new TestSync().WithRows(rows);
        sync.Destination.IsWriteOnly = true;
        return sync;
    }

    private static async Task<Dictionary<string, RecordKnowledge>> RunOtherAsync(TestSync sync, SyncBehavior behavior, string name = "other")
    {
        sync.Destination.Sent.Clear();
        var other = new SyncBuilder(name).From(sync.Source).To(sync.Destination, "Thing", behavior).Key("id", "Id").Map("name", "Note").Build();
        var run = new SyncRunner(sync.Store, null, sync.Clock).RunAsync(other, cancellationToken: s_token);
        await sync.Clock.RunUntilAsync(run);
        Assert.Null((await run).ErrorMessage);
        return sync.Destination.Sent.ToDictionary(record => record.Key, record => record.Knowledge);
    }

    [Fact]
    public async Task What_one_sync_delivered_exists_for_the_others()
    {
        var sync = Create(5);
        sync.Destination.Refuses = key => key == "k4";
        await sync.RunCompletedAsync();
        sync.Source.Add("k5", "new", 1m);

        var sent = await RunOtherAsync(sync, SyncBehavior.UpdateOnly);

        Assert.Equal(6, sent.Count);
        Assert.All(sent, record => Assert.Equal(record.Key is "k4" or "k5" ? RecordKnowledge.Unknown : RecordKnowledge.Accepted, record.Value));
    }

    [Fact]
    public async Task What_a_mirror_is_in_doubt_about_does_not_exist_for_the_others()
    {
        var sync = Create(5);
        sync.Behavior = SyncBehavior.Mirror;
        var tries = 0;
        sync.Destination.Respond = key => key != "k4" ? null : tries++ == 0 ? RecordResult.Unknown : RecordResult.Rejected(MemoryDestination.TooBad);
        await sync.RunCompletedAsync();
        sync.Destination.Respond = _ => null;

        var sent = await RunOtherAsync(sync, SyncBehavior.UpdateOnly);

        Assert.All(sent, record => Assert.Equal(record.Key == "k4" ? RecordKnowledge.Unknown : RecordKnowledge.Accepted, record.Value));
    }

    [Fact]
    public async Task An_object_that_can_be_read_is_asked_instead()
    {
        var sync = Create(5);
        sync.Destination.IsWriteOnly = false;
        await sync.RunCompletedAsync();

        Assert.All(await RunOtherAsync(sync, SyncBehavior.UpdateOnly), record => Assert.Equal(RecordKnowledge.Unknown, record.Value));
        Assert.Equal(["other", "things"], await sync.Durable.ListAsync(s_token));
    }

    [Fact]
    public async Task What_a_stopped_run_delivered_is_noted_by_the_next()
    {
        var sync = Create(30);
        sync.Destination.OnCall = call => call > 1 ? throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.") : Task.CompletedTask;
        await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;
        Assert.DoesNotContain(RecordKnowledge.Accepted, (await RunOtherAsync(sync, SyncBehavior.UpdateOnly, "early")).Values);
        sync.Destination.OnCall = call => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;

        var sent = await RunOtherAsync(sync, SyncBehavior.UpdateOnly);

        Assert.Equal(10, sent.Values.Count(knowledge => knowledge == RecordKnowledge.Accepted));
    }

    [Fact]
    public async Task What_was_told_exists()
    {
        var sync = Create(5);
        var runner = new SyncRunner(sync.Store, null, sync.Clock);

        var told = await runner.AddExistingAsync(sync.Define(), Keys("k1", FieldValue.Null, "k3", ""), s_token);
        await sync.RunCompletedAsync();

        Assert.Equal(4, told);
        Assert.Equal(
            ["k1", "k3"],
            sync.Destination.Sent.Where(record => record.Knowledge == RecordKnowledge.Accepted).Select(record => record.Key).Order());
    }

    [Fact]
    public async Task What_was_told_of_another_account_says_nothing_here()
    {
        var sync = Create(5);
        await new SyncRunner(sync.Store, null, sync.Clock).AddExistingAsync(sync.Define(), Keys("k1"), s_token);
        sync.Destination.Account = "memory:two";

        await sync.RunCompletedAsync();

        Assert.All(sync.Destination.Sent, record => Assert.Equal(RecordKnowledge.Unknown, record.Knowledge));
    }

    [Fact]
    public async Task Keys_that_cannot_be_told_are_refused()
    {
        var sync = Create(1);
        sync.Map = map => map.Key("id", "Number").Map("name", "Id");
        sync.Destination = new() { KeyFields = ["Number"], IsWriteOnly = true };
        var runner = new SyncRunner(sync.Store, null, sync.Clock);

        var cast = await Assert.ThrowsAsync<SyncConfigurationException>(() => runner.AddExistingAsync(sync.Define(), Keys("1", "secret"), s_token));
        Assert.Contains("number 2", cast.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", cast.ToString(), StringComparison.Ordinal);
        Assert.Empty(await sync.Durable.ListAsync(s_token));

        sync.Destination.IsWriteOnly = false;
        await Assert.ThrowsAsync<SyncConfigurationException>(() => runner.AddExistingAsync(sync.Define(), Keys("1"), s_token));
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_of_it()
    {
        var sync = Create(5);

        await sync.RunCompletedAsync(new() { DryRun = true });

        Assert.Equal(0, sync.Store.Writes);
    }

    [Fact]
    public async Task While_another_holds_it_a_run_waits()
    {
        var sync = Create(5);
        await sync.RunCompletedAsync();
        var name = (await sync.Durable.ListAsync(s_token)).Single(name => name.StartsWith('~'));
        await using var holder = await sync.Durable.TryOpenAsync(name, new("another", TimeSpan.FromSeconds(30)), s_token);

        var start = sync.Clock.GetUtcNow();
        var run = sync.StartAsync();
        while (!run.IsCompleted)
        {
            await Task.WhenAny(run, sync.Clock.WaitForTimersAsync(2));
            sync.StoreClock.Ahead += TimeSpan.FromSeconds(1);
            if (!run.IsCompleted)
                sync.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(SyncRunStatus.Completed, (await run).Status);
        Assert.InRange(sync.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(31));
    }

    private static async IAsyncEnumerable<FieldValue> Keys(params FieldValue[] keys)
    {
        foreach (var key in keys)
        {
            await Task.Yield();
            yield return key;
        }
    }
}
