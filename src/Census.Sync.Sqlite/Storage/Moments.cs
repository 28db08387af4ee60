namespace Census.Sync.Storage;

/// <summary>Sums of times as they are stored: 100 ns since the year 1, UTC.</summary>
internal static class Moments
{
    /// <summary>The end of a duration; the last moment there is if it lies beyond.</summary>
    public static long Plus(this DateTimeOffset start, TimeSpan duration) => Plus(start.UtcTicks, duration.Ticks);

    public static long Plus(long start, long duration) => Math.Min(start, DateTimeOffset.MaxValue.UtcTicks - duration) + duration;
}
