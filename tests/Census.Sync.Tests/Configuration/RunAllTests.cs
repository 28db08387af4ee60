using System.Collections.Concurrent;
using Census.Sync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Census.Sync.Tests.Configuration;

/// <summary>All syncs of an application are run together.</summary>
public sealed class RunAllTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private readonly ConcurrentQueue<string> _sent = [];

    [Fact]
    public async Task A_sync_begins_when_those_it_comes_after_have_completed()
    {
        await using var app = Application(
            ("contacts", Destination("a"), s => s.After("companies", "users")), ("companies", Destination("b"), s => s), ("users", Destination("c"), s => s.After("companies")));

        var results = await RunAllAsync(app);

        Assert.Equal(["contacts", "companies", "users"], results.Select(result => result.Sync));
        Assert.All(results, result => Assert.Equal(SyncRunStatus.Completed, result.Status));
        Assert.Equal(["companies", "users", "contacts"], _sent);
    }

    [Fact]
    public async Task Syncs_to_different_accounts_run_side_by_side()
    {
        // Neither call is answered before both have begun.
        var (both, begun) = (new TaskCompletionSource(), 0);
        Task Meet(int call) => Interlocked.Increment(ref begun) == 2 ? Task.Run(both.SetResult) : both.Task.WaitAsync(TimeSpan.FromSeconds(60), s_token);
        await using var app = Application(("one", Destination("a", Meet), s => s), ("two", Destination("b", Meet), s => s));

        var results = await RunAllAsync(app);

        Assert.All(results, result => Assert.Equal(SyncRunStatus.Completed, result.Status));
    }

    [Fact]
    public async Task Syncs_to_one_account_run_one_after_the_other_in_their_order()
    {
        var running = 0;
        async Task Alone(int call)
        {
            Assert.Equal(1, Interlocked.Increment(ref running));
            await Task.Yield();
            Interlocked.Decrement(ref running);
        }

        await using var app = Application([.. Enumerable.Range(1, 5).Select(i => ($"sync {i}", Destination("same", Alone), (Func<SyncBuilder, SyncBuilder>)(s => s)))]);

        var results = await RunAllAsync(app);

        Assert.All(results, result => Assert.Null(result.ErrorMessage));
        Assert.Equal(["sync 1", "sync 2", "sync 3", "sync 4", "sync 5"], _sent);
    }

    [Fact]
    public async Task A_sync_that_fails_stops_only_those_that_come_after_it()
    {
        var broken = Destination("a", _ => throw new SyncDestinationException(SyncErrorCodes.Unauthorized, "The key is refused."));
        await using var app = Application(
            ("companies", broken, s => s), ("contacts", Destination("b"), s => s.After("companies")), ("notes", Destination("c"), s => s.After("contacts")),
            ("reviews", Destination("d"), s => s));

        var results = await RunAllAsync(app);

        Assert.Equal(
            [SyncErrorCodes.Unauthorized, SyncErrorCodes.PredecessorFailed, SyncErrorCodes.PredecessorFailed, null], results.Select(result => result.ErrorCode));
        Assert.Equal((SyncRunStatus.Skipped, "The sync 'companies', which this one comes after, did not complete."), (results[1].Status, results[1].ErrorMessage));
        Assert.Equal(["reviews"], _sent);
    }

    [Fact]
    public async Task A_sync_whose_record_is_refused_has_completed()
    {
        var refusing = Destination("a");
        refusing.Refuses = _ => true;
        await using var app = Application(("companies", refusing, s => s), ("contacts", Destination("b"), s => s.After("companies")));

        var results = await RunAllAsync(app);

        Assert.Equal((1, 1), (results[0].RecordsFailed, results[1].RecordsUpdated));
    }

    [Fact]
    public async Task A_sync_that_is_not_set_up_right_does_not_stop_the_others()
    {
        await using var app = Application(
            ("broken", Destination("a"), s => s.From("nowhere")), ("contacts", Destination("b"), s => s.After("broken")), ("reviews", Destination("c"), s => s));

        var results = await RunAllAsync(app);

        Assert.Equal([SyncErrorCodes.InvalidConfiguration, SyncErrorCodes.PredecessorFailed, null], results.Select(result => result.ErrorCode));
        Assert.Contains("'nowhere', which is not registered", results[0].ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_throws_is_thrown_when_the_others_have_ended()
    {
        var (started, go) = (new TaskCompletionSource(), new TaskCompletionSource());
        var slow = Destination("b", _ =>
        {
            started.SetResult();
            return go.Task;
        });
        await using var app = Application(("broken", Destination("a"), s => s.From(new ThrowingSource())), ("slow", slow, s => s));

        var all = RunAllAsync(app);
        await started.Task.WaitAsync(TimeSpan.FromSeconds(60), s_token);
        Assert.False(all.IsCompleted);
        go.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => all);
        Assert.Equal(["slow"], _sent);
    }

    [Theory]
    [InlineData("one", "The sync 'one' comes after itself, by way of 'one'. Take one of the After(...) away.")]
    [InlineData("two", "The sync 'one' comes after itself, by way of 'one'. Take one of the After(...) away.")]
    [InlineData("three", "The sync 'one' comes after 'three', which is not there. The syncs are: one, two.")]
    public async Task An_order_that_cannot_be_kept_is_refused_before_anything_runs(string predecessor, string message)
    {
        await using var app = Application(("one", Destination("a"), s => s.After(predecessor)), ("two", Destination("b"), s => s.After("one")));

        var exception = await Assert.ThrowsAsync<SyncConfigurationException>(() => RunAllAsync(app));

        Assert.Equal(message, exception.Message);
        Assert.Empty(_sent);
    }

    [Fact]
    public async Task Cancelling_ends_all_and_finishes_the_calls_in_flight()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(s_token);
        var destination = Destination("a", _ => cancelled.CancelAsync());
        await using var app = Application(("one", destination, s => s), ("two", destination, s => s), ("three", Destination("b"), s => s.After("two")));

        var results = await app.GetRequiredService<CensusSync>().RunAllAsync(cancellationToken: cancelled.Token);

        Assert.Equal(["one"], _sent);
        Assert.Equal(1, results[0].RecordsUpdated);
        Assert.All(results.Skip(1), result => Assert.Equal((SyncRunStatus.Canceled, SyncErrorCodes.Canceled), (result.Status, result.ErrorCode)));
    }

    [Fact]
    public async Task A_token_that_is_cancelled_before_the_first_run_begins_nothing()
    {
        await using var app = Application(("one", Destination("a"), s => s));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.GetRequiredService<CensusSync>().RunAllAsync(cancellationToken: new(true)));

        Assert.Empty(_sent);
    }

    [Fact]
    public async Task A_sync_is_queued_until_its_turn_comes_and_works_until_it_has_ended()
    {
        var destination = Destination("a");
        await using var app = Application(("one", destination, s => s), ("two", destination, s => s));
        var seen = new List<(string, SyncRunStatus)>();
        var options = new SyncRunOptions { Progress = new Progress(progress => seen.Add((progress.Sync, progress.Status))) };

        await app.GetRequiredService<CensusSync>().RunAllAsync(options, s_token);

        Assert.Equal(
            [("one", SyncRunStatus.Queued), ("two", SyncRunStatus.Queued), ("one", SyncRunStatus.Working), ("one", SyncRunStatus.Completed), ("two", SyncRunStatus.Working), ("two", SyncRunStatus.Completed)],
            seen.Distinct());
    }

    private static Task<IReadOnlyList<SyncRunResult>> RunAllAsync(IServiceProvider app) =>
        app.GetRequiredService<CensusSync>().RunAllAsync(cancellationToken: s_token);

    private static MemoryDestination Destination(string account, Func<int, Task>? onCall = null) =>
        new() { Account = account, OnCall = onCall ?? (_ => Task.CompletedTask) };

    // Every sync has one record, whose key is the name of the sync.
    private ServiceProvider Application(params (string Name, MemoryDestination Destination, Func<SyncBuilder, SyncBuilder> Change)[] syncs)
    {
        var services = new ServiceCollection();
        foreach (var (name, destination, change) in syncs)
        {
            var source = new ListSource("id");
            source.Add(name);
            destination.AfterCommit = () =>
            {
                foreach (var key in destination.Stored.Keys.Except(_sent))
                    _sent.Enqueue(key);
            };
            services.AddCensusSync(sync => sync.AddSync(name, s => change(s.From(source).To(destination, "Thing", SyncBehavior.UpdateOrCreate).Key("id", "Id"))));
        }

        return services.BuildServiceProvider();
    }

    private sealed class ThrowingSource : SyncSource
    {
        public override ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("A defect of the source.");
    }

    private sealed class Progress(Action<SyncProgress> report) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value) => report(value);
    }
}
