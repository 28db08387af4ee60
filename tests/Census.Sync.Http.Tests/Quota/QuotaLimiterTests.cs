using System.Threading.RateLimiting;
using Census.Sync.TestUtilities;

namespace Census.Sync.Http.Tests.Quota;

public sealed class QuotaLimiterTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_permit_is_given_one_window_after_the_answer_to_the_one_that_many_before()
    {
        await using var limiter = Create(2);
        var first = await limiter.AcquireAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        first.Dispose();
        using var second = await limiter.AcquireAsync();

        var third = limiter.AcquireAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1.1));

        Assert.True((await third).IsAcquired);
    }

    [Fact]
    public async Task A_call_without_an_answer_keeps_its_permit()
    {
        await using var limiter = Create(1);
        var first = await limiter.AcquireAsync();

        var second = limiter.AcquireAsync().AsTask();
        _time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(second.IsCompleted);
        first.Dispose();
        _time.Advance(Minute + TimeSpan.FromSeconds(1));

        Assert.True((await second).IsAcquired);
    }

    [Fact]
    public async Task A_call_whose_answer_is_never_told_counts_as_lost_in_the_end()
    {
        await using var limiter = Create(1);
        await limiter.AcquireAsync();

        var second = limiter.AcquireAsync().AsTask();
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(second.IsCompleted);
        _time.Advance(Minute);

        Assert.True((await second).IsAcquired);
    }

    [Fact]
    public async Task A_daily_limit_below_the_minute_limit_holds()
    {
        await using var limiter = Create(new(100, Minute), new(3, TimeSpan.FromDays(1)));
        for (var i = 0; i < 3; i++)
            (await limiter.AcquireAsync()).Dispose();

        var fourth = limiter.AcquireAsync().AsTask();
        _time.Advance(TimeSpan.FromHours(23.9));
        Assert.False(fourth.IsCompleted);
        _time.Advance(TimeSpan.FromHours(0.2));

        Assert.True((await fourth).IsAcquired);
    }

    [Theory]
    [InlineData(100, 0.5, 50)]
    [InlineData(100, 0.29, 29)]
    [InlineData(10, 0.05, 1)]
    [InlineData(7, 0.5, 3)]
    public async Task The_share_leaves_a_part_of_each_limit_and_at_least_one(int permits, double share, int expected)
    {
        await using var limiter = new QuotaLimiter(new() { Windows = [new(permits, Minute)], Share = share, TimeProvider = _time });

        var granted = 0;
        while (limiter.AttemptAcquire().IsAcquired)
            granted++;

        Assert.Equal(expected, granted);
    }

    [Fact]
    public async Task A_web_request_is_served_before_a_nightly_run_and_each_in_order()
    {
        await using var limiter = Create(1);
        var order = new List<string>();
        (await limiter.AcquireAsync()).Dispose();
        var waiting = new Dictionary<string, Task<RateLimitLease>>
        {
            ["bulk 1"] = limiter.AcquireAsync(QuotaPriority.Bulk).AsTask(),
            ["bulk 2"] = limiter.AcquireAsync().AsTask(),
            ["web 1"] = limiter.AcquireAsync(QuotaPriority.Interactive).AsTask(),
            ["web 2"] = limiter.AcquireAsync(QuotaPriority.Interactive).AsTask(),
        };

        while (waiting.Count > 0)
        {
            _time.Advance(Minute + TimeSpan.FromSeconds(1));
            var (name, served) = Assert.Single(waiting, pair => pair.Value.IsCompleted);
            (await served).Dispose();
            order.Add(name);
            waiting.Remove(name);
        }

        Assert.Equal(["web 1", "web 2", "bulk 1", "bulk 2"], order);
    }

    [Fact]
    public async Task A_cancelled_call_leaves_the_line_and_takes_no_permit()
    {
        await using var limiter = Create(1);
        (await limiter.AcquireAsync()).Dispose();
        using var cancellation = new CancellationTokenSource();
        var cancelled = limiter.AcquireAsync(cancellationToken: cancellation.Token).AsTask();
        var patient = limiter.AcquireAsync().AsTask();

        await cancellation.CancelAsync();
        _time.Advance(Minute + TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.True((await patient).IsAcquired);
        Assert.Equal(0, limiter.GetStatistics()!.CurrentQueuedCount);
    }

    [Fact]
    public async Task A_wait_longer_than_the_budget_is_refused_at_once_with_the_time_to_come_back()
    {
        await using var limiter = Create(new(100, Minute), new(1, TimeSpan.FromDays(1)));
        (await limiter.AcquireAsync()).Dispose();

        var refused = await limiter.AcquireAsync(QuotaPriority.Bulk, TimeSpan.FromHours(1));

        Assert.False(refused.IsAcquired);
        Assert.True(refused.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        Assert.InRange(wait, TimeSpan.FromHours(24), TimeSpan.FromHours(24.1));
    }

    [Fact]
    public async Task A_wait_within_the_budget_is_waited_for()
    {
        await using var limiter = Create(1);
        (await limiter.AcquireAsync()).Dispose();

        var waiting = limiter.AcquireAsync(QuotaPriority.Bulk, TimeSpan.FromSeconds(61)).AsTask();
        _time.Advance(TimeSpan.FromSeconds(60.1));

        Assert.True((await waiting).IsAcquired);
    }

    [Fact]
    public async Task A_refusal_of_the_vendor_stops_all_calls_for_the_shortest_window()
    {
        await using var limiter = Create(new(100, Minute), new(5_000, TimeSpan.FromDays(1)));

        limiter.NoteThrottled();
        var waiting = limiter.AcquireAsync().AsTask();
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(waiting.IsCompleted);
        Assert.False(limiter.AttemptAcquire().IsAcquired);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.True((await waiting).IsAcquired);
        Assert.Null(limiter.ThrottledUntil);
    }

    [Fact]
    public async Task A_refusal_of_the_vendor_refuses_those_who_cannot_wait_so_long()
    {
        await using var limiter = Create(1);
        (await limiter.AcquireAsync()).Dispose();
        var waiting = limiter.AcquireAsync(QuotaPriority.Interactive, TimeSpan.FromMinutes(2)).AsTask();

        limiter.NoteThrottled(TimeSpan.FromHours(3));

        var lease = await waiting;
        Assert.False(lease.IsAcquired);
        Assert.True(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait));
        Assert.Equal(TimeSpan.FromHours(3), wait);
    }

    [Fact]
    public async Task No_timer_is_left_when_nobody_waits()
    {
        await using var limiter = Create(1);
        (await limiter.AcquireAsync()).Dispose();
        using var cancellation = new CancellationTokenSource();

        var waiting = limiter.AcquireAsync(cancellationToken: cancellation.Token).AsTask();
        Assert.Equal(1, _time.ArmedTimers);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public async Task Disposing_refuses_those_who_wait_and_all_who_come_later()
    {
        var limiter = Create(1);
        using var held = await limiter.AcquireAsync();
        var waiting = limiter.AcquireAsync().AsTask();

        await limiter.DisposeAsync();

        Assert.False((await waiting).IsAcquired);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await limiter.AcquireAsync());
        Assert.Equal(0, _time.ArmedTimers);
    }

    [Fact]
    public async Task Statistics_count_permits_refusals_and_the_line()
    {
        await using var limiter = Create(2);
        (await limiter.AcquireAsync()).Dispose();
        Assert.Equal(1, limiter.GetStatistics()!.CurrentAvailablePermits);
        using var held = limiter.AttemptAcquire();
        using var refused = limiter.AttemptAcquire();
        var waiting = limiter.AcquireAsync().AsTask();

        var statistics = limiter.GetStatistics()!;

        Assert.Equal((0, 1, 2, 1), (statistics.CurrentAvailablePermits, statistics.CurrentQueuedCount,
            statistics.TotalSuccessfulLeases, statistics.TotalFailedLeases));
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task It_is_idle_when_the_longest_window_after_the_last_answer_has_passed()
    {
        await using var limiter = Create(2);
        var lease = await limiter.AcquireAsync();
        Assert.Null(limiter.IdleDuration);

        lease.Dispose();
        Assert.Null(limiter.IdleDuration);
        _time.Advance(Minute + TimeSpan.FromSeconds(7));

        Assert.Equal(TimeSpan.FromSeconds(7), limiter.IdleDuration);
    }

    [Fact]
    public async Task An_attempt_does_not_overtake_those_who_wait()
    {
        await using var limiter = Create(1);
        var held = await limiter.AcquireAsync();
        var waiting = limiter.AcquireAsync().AsTask();
        held.Dispose();

        Assert.False(limiter.AttemptAcquire().IsAcquired);
        Assert.False(waiting.IsCompleted);
    }

    [Fact]
    public async Task More_than_one_permit_for_a_call_is_refused()
    {
        await using var limiter = Create(10);

        Assert.Throws<ArgumentOutOfRangeException>(() => limiter.AttemptAcquire(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await limiter.AcquireAsync(2));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new QuotaLimiter(new()));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuotaLimiter(new() { Windows = [new(1, Minute)], Share = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuotaLimiter(new() { Windows = [new(1, Minute)], Share = 1.1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuotaLimiter(new() { Windows = [new(0, Minute)] }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new QuotaLimiter(new() { Windows = [new(1, TimeSpan.Zero)] }));
    }

    private QuotaLimiter Create(int permits) => Create(new QuotaWindow(permits, Minute));

    private QuotaLimiter Create(params QuotaWindow[] windows) => new(new() { Windows = windows, TimeProvider = _time });
}
