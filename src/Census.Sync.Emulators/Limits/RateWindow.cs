namespace Census.Sync.Emulators.Limits;

/// <summary>One limit: so many calls in so much time. Not thread-safe.</summary>
internal sealed class RateWindow(int limit, TimeSpan length, RateWindowKind kind, TimeSpan phase)
{
    private readonly Queue<long> _taken = new();
    private long _window = long.MinValue;
    private int _count;

    public int Limit => limit;

    public TimeSpan Length => length;

    /// <summary>Where the window that holds <paramref name="now"/> starts.</summary>
    public long Start(long now) => kind == RateWindowKind.Sliding ? now - length.Ticks : (Index(now) * length.Ticks) + phase.Ticks;

    public int Used(long now)
    {
        if (kind == RateWindowKind.Sliding)
        {
            while (_taken.TryPeek(out long oldest) && oldest <= now - length.Ticks)
            {
                _taken.Dequeue();
            }

            return _taken.Count;
        }

        long index = Index(now);
        if (index != _window)
        {
            _window = index;
            _count = 0;
        }

        return _count;
    }

    public void Take(long now, int calls)
    {
        if (limit == int.MaxValue)
        {
            return;
        }

        _ = Used(now);
        _count = (int)Math.Min(int.MaxValue, (long)_count + calls);
        for (int i = 0; i < calls && kind == RateWindowKind.Sliding; i++)
        {
            _taken.Enqueue(now);
        }
    }

    /// <summary>When the window has room again, seen from <paramref name="now"/>.</summary>
    public TimeSpan UntilRoom(long now) => kind == RateWindowKind.Sliding
        ? TimeSpan.FromTicks(_taken.TryPeek(out long oldest) ? oldest + length.Ticks - now : length.Ticks)
        : TimeSpan.FromTicks(Start(now) + length.Ticks - now);

    private long Index(long now) => Math.DivRem(now - phase.Ticks, length.Ticks, out long rest) - (rest < 0 ? 1 : 0);
}
