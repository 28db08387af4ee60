namespace Census.Sync.TestUtilities;

/// <summary>A clock that goes many times as fast as the machine's, and is the same in all processes that were told the same beginning.</summary>
public sealed class FastTimeProvider(DateTimeOffset began, int speed) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => began + ((base.GetUtcNow() - began) * speed);

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new FastTimer(base.CreateTimer(callback, state, Shorten(dueTime), Shorten(period)), this);

    // Rounded up, since a real timer counts whole milliseconds: no wait is shorter than asked for.
    private TimeSpan Shorten(TimeSpan wait) => wait <= TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds / speed));

    private sealed class FastTimer(ITimer inner, FastTimeProvider clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(clock.Shorten(dueTime), clock.Shorten(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
