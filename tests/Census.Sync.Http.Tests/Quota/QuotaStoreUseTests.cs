using Census.Sync.TestUtilities;

namespace Census.Sync.Http.Tests.Quota;

public sealed class QuotaStoreUseTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly GatedStore _store = new();

    [Fact]
    public async Task Permits_are_reserved_in_blocks_for_those_who_wait_and_for_nobody_else()
    {
        await using var limiter = Create(100);

        var first = limiter.AcquireAsync().AsTask();
        var others = Enumerable.Range(0, 14).Select(_ => limiter.AcquireAsync().AsTask()).ToArray();
        _store.Open();
        await Task.WhenAll([first, .. others]);

        Assert.Equal([1, 10, 4], _store.Requested);
    }

    [Fact]
    public async Task The_store_is_told_when_the_last_call_of_a_block_was_answered()
    {
        await using var limiter = Create(100);
        _store.Open();
        var leases = await Task.WhenAll(Enumerable.Range(0, 1).Select(_ => limiter.AcquireAsync().AsTask()));

        _time.Advance(TimeSpan.FromSeconds(3));
        leases[0].Dispose();
        leases[0].Dispose();
        await limiter.DisposeAsync();

        Assert.Equal([(1L, 1, _time.GetUtcNow())], _store.Completed);
    }

    [Fact]
    public async Task A_permit_that_came_too_late_for_a_cancelled_call_is_given_back()
    {
        await using var limiter = Create(100);
        using var cancellation = new CancellationTokenSource();

        var cancelled = limiter.AcquireAsync(cancellationToken: cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _store.Open();
        await _store.CompletedOnce.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal((1, 0), (_store.Completed[0].Id, _store.Completed[0].Used));
    }

    [Fact]
    public async Task A_store_that_fails_fails_those_who_wait_and_is_asked_again_by_the_next()
    {
        await using var limiter = Create(100);
        _store.Failure = new SyncStateException("The disk is full.");
        _store.Open();

        await Assert.ThrowsAsync<SyncStateException>(async () => await limiter.AcquireAsync());
        _store.Failure = null;

        Assert.True((await limiter.AcquireAsync()).IsAcquired);
    }

    [Fact]
    public async Task A_limiter_that_starts_again_on_the_same_store_remembers_what_was_used()
    {
        var store = new InMemoryQuotaStore();
        await using (var before = Create(1, store))
            (await before.AcquireAsync()).Dispose();
        await using var after = Create(1, store);

        Assert.False(after.AttemptAcquire().IsAcquired);
    }

    [Fact]
    public async Task A_registry_gives_clients_of_one_quota_one_limiter_and_refuses_two_opinions_of_it()
    {
        await using var registry = new QuotaLimiterRegistry();
        QuotaLimiterOptions options = new() { Name = "a", Windows = [new(100, TimeSpan.FromMinutes(1))] };

        Assert.Same(registry.GetOrAdd(options), registry.GetOrAdd(options));
        Assert.NotSame(registry.GetOrAdd(options), registry.GetOrAdd(new() { Name = "b", Windows = options.Windows }));
        Assert.Throws<InvalidOperationException>(() => registry.GetOrAdd(new() { Name = "a", Windows = options.Windows, Share = 0.5 }));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    private QuotaLimiter Create(int permits, QuotaStore? store = null) => new(new()
    {
        Windows = [new(permits, TimeSpan.FromMinutes(1))],
        TimeProvider = _time,
        Store = store ?? _store,
    });

    /// <summary>A store that answers later, as one over a network does.</summary>
    private sealed class GatedStore : QuotaStore
    {
        private readonly InMemoryQuotaStore _inner = new();
        private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<int> Requested { get; } = [];

        public List<(long Id, int Used, DateTimeOffset At)> Completed { get; } = [];

        public TaskCompletionSource CompletedOnce { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Exception? Failure { get; set; }

        public void Open() => _gate.SetResult();

        public override async ValueTask<QuotaReservation> ReserveAsync(QuotaRequest request, CancellationToken cancellationToken = default)
        {
            await _gate.Task;
            if (Failure is not null)
                throw Failure;
            Requested.Add(request.Permits);
            return await _inner.ReserveAsync(request, cancellationToken);
        }

        public override async ValueTask CompleteAsync(
            string quota, long id, int used, DateTimeOffset answeredAt, CancellationToken cancellationToken = default)
        {
            await _gate.Task;
            Completed.Add((id, used, answeredAt));
            await _inner.CompleteAsync(quota, id, used, answeredAt, cancellationToken);
            CompletedOnce.TrySetResult();
        }
    }
}
