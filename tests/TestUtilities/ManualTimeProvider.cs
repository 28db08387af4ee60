namespace Census.Sync.TestUtilities;

/// <summary>A clock that stands still until a test moves it. Timers fire in the order of their due times while it moves.</summary>
public sealed class ManualTimeProvider(DateTimeOffset? start = null) : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(Func<bool> Enough, TaskCompletionSource Reached)> _waiters = [];
    private TimeSpan _setBack;
    private DateTimeOffset _now = start ?? new DateTimeOffset(2026, 1, 5, 10, 17, 23, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now - _setBack;
    }

    public override long GetTimestamp()
    {
        lock (_lock)
            return _now.UtcTicks;
    }

    /// <summary>The number of timers that are armed.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_lock)
                return _timers.Count;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state, period);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>When the next timer is due; null if none is armed.</summary>
    public DateTimeOffset? NextTimerDue
    {
        get
        {
            lock (_lock)
                return _timers.Count == 0 ? null : _timers.Min(timer => timer.Due);
        }
    }

    /// <summary>Ends when at least so many timers are armed: the code under test waits.</summary>
    public Task WaitForTimersAsync(int count) => WaitUntilAsync(() => _timers.Count >= count);

    /// <summary>Sets the clock of the wall back, as an administrator would. Timers and timestamps go on as before.</summary>
    public void SetBack(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (_lock)
            _setBack += by;
    }

    /// <summary>Moves the clock and fires what falls due on the way, each at its own time.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset target;
        lock (_lock)
            target = _now + by;
        while (FireNext(target))
        {
        }

        lock (_lock)
            _now = target > _now ? target : _now;
    }

    /// <summary>Moves the clock to the next armed timer and fires it. False if none is armed.</summary>
    public bool AdvanceToNextTimer() => FireNext(DateTimeOffset.MaxValue);

    /// <summary>
    /// Moves the clock to the next wait whenever there is one, until the work is done. For work that does nothing but compute and wait on this clock, one wait at a
    /// time: it takes no real time. A periodic timer is no wait (a lease is renewed while the work computes): it fires when a wait takes the clock past it.
    /// </summary>
    public async Task RunUntilAsync(Task work)
    {
        while (!work.IsCompleted)
        {
            await Task.WhenAny(work, WaitUntilAsync(() => NextWait() is not null));
            DateTimeOffset? next;
            lock (_lock)
                next = NextWait();
            while (next is { } due && FireNext(due))
            {
            }
        }

        await work;
    }

    // Call with the lock held.
    private DateTimeOffset? NextWait()
    {
        DateTimeOffset? next = null;
        foreach (var timer in _timers)
        {
            if (timer.Period == TimeSpan.Zero && (next is null || timer.Due < next))
                next = timer.Due;
        }

        return next;
    }

    // The condition is evaluated with the lock held.
    private Task WaitUntilAsync(Func<bool> enough)
    {
        lock (_lock)
        {
            if (enough())
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((enough, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    private bool FireNext(DateTimeOffset limit)
    {
        ManualTimer? next = null;
        lock (_lock)
        {
            foreach (var timer in _timers)
            {
                if (timer.Due <= limit && (next is null || timer.Due < next.Due))
                    next = timer;
            }

            if (next is null)
                return false;
            if (next.Due > _now)
                _now = next.Due;
            _timers.Remove(next);
            if (next.Period > TimeSpan.Zero)
            {
                next.Due = _now + next.Period;
                _timers.Add(next);
            }
        }

        next.Fire();
        return true;
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state, TimeSpan period) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; } = period;

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan newPeriod)
        {
            List<TaskCompletionSource> reached = [];
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                Period = newPeriod == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : newPeriod;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }

                clock._waiters.RemoveAll(waiter =>
                {
                    if (!waiter.Enough())
                        return false;
                    reached.Add(waiter.Reached);
                    return true;
                });
            }

            foreach (var waiter in reached)
                waiter.TrySetResult();
            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
