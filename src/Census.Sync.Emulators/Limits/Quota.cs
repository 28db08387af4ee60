namespace Census.Sync.Emulators.Limits;

/// <summary>The answer to the question whether a call fits.</summary>
internal readonly record struct QuotaVerdict(bool Granted, TimeSpan RetryAfter);

/// <summary>All windows of one key. A call takes a permit of every window or of none.</summary>
internal sealed class Quota(bool countRefused, params RateWindow[] windows)
{
    private readonly Lock _gate = new();
    private int _foreign;
    private long _foreignSince;

    public QuotaVerdict TryTake(DateTimeOffset now)
    {
        long ticks = now.UtcTicks;
        lock (_gate)
        {
            RateWindow? full = null;
            foreach (RateWindow window in windows)
            {
                if (window.Limit != int.MaxValue && window.Used(ticks) + Foreign(window, ticks) >= window.Limit
                    && (full is null || window.UntilRoom(ticks) > full.UntilRoom(ticks)))
                {
                    full = window;
                }
            }

            if (full is not null && !countRefused)
            {
                return new QuotaVerdict(false, full.UntilRoom(ticks));
            }

            Take(ticks, 1);
            return full is null ? new QuotaVerdict(true, TimeSpan.Zero) : new QuotaVerdict(false, full.UntilRoom(ticks));
        }
    }

    /// <summary>Uses permits as another integration of the same key would.</summary>
    public void Consume(DateTimeOffset now, int calls)
    {
        lock (_gate)
        {
            Take(now.UtcTicks, calls);
        }
    }

    /// <summary>From now on somebody else uses <paramref name="perWindow"/> permits of the shortest window, each time it comes round.</summary>
    public void ShareWith(DateTimeOffset now, int perWindow)
    {
        lock (_gate)
        {
            _foreign = perWindow;
            _foreignSince = now.UtcTicks;
        }
    }

    private void Take(long now, int calls)
    {
        foreach (RateWindow window in windows)
        {
            window.Take(now, calls);
        }
    }

    private long Foreign(RateWindow window, long now)
    {
        if (_foreign == 0)
        {
            return 0;
        }

        RateWindow rhythm = windows.MinBy(w => w.Length)!;
        if (ReferenceEquals(window, rhythm))
        {
            return _foreign;
        }

        long from = Math.Max(window.Start(now), _foreignSince);
        long rounds = ((rhythm.Start(now) - rhythm.Start(from)) / rhythm.Length.Ticks) + 1;
        return rounds * _foreign;
    }
}
