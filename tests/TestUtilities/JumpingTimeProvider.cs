namespace Census.Sync.TestUtilities;

/// <summary>
/// A clock for calls over real connections: whoever waits, the clock jumps to the end of the wait at once, so that backoff costs no time. Only waits of
/// certain lengths, the time limit of an attempt, last until the test ends them.
/// </summary>
public sealed class JumpingTimeProvider(params TimeSpan[] held) : TimeProvider
{
    private readonly TimeSpan[] _held = held;
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _waits = [];
    private readonly List<JumpTimer> _heldTimers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public IReadOnlyList<TimeSpan> Waits
    {
        get
        {
            lock (_lock)
                return [.. _waits];
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public void Advance(TimeSpan by)
    {
        lock (_lock)
            _now += by;
    }

    /// <summary>Ends the waits that are held.</summary>
    public void EndHeldWaits()
    {
        JumpTimer[] timers;
        lock (_lock)
        {
            timers = [.. _heldTimers];
            _heldTimers.Clear();
            _now += _held[0];
        }

        foreach (var timer in timers)
            timer.Fire();
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new JumpTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class JumpTimer(JumpingTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        public void Fire() => ThreadPool.QueueUserWorkItem(_ => callback(state));

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._heldTimers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                if (clock._held.AsSpan().Contains(dueTime))
                {
                    clock._heldTimers.Add(this);
                    return true;
                }

                clock._now += dueTime;
                clock._waits.Add(dueTime);
            }

            Fire();
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
