namespace Enterpret.Client;

/// <summary>The rules for points in time on the wire, where they are seconds since 1970.</summary>
internal static class Timestamps
{
    /// <summary>The first second that a feedback record may carry: the start of the year 2000.</summary>
    public const long FirstOfFeedback = 946_684_800;

    // Clocks differ a little: what is only just ahead of ours is taken for now.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public static DateTimeOffset AtMidnight(DateOnly date) => new(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Fits the time of a feedback record into what Enterpret takes: from the year 2000 until now.</summary>
    /// <returns>False if it lies outside.</returns>
    public static bool TryFitFeedback(DateTimeOffset createdAt, DateTimeOffset now, out long seconds)
    {
        seconds = Math.Min(createdAt.ToUnixTimeSeconds(), now.ToUnixTimeSeconds());
        return seconds >= FirstOfFeedback && createdAt <= now + Skew;
    }
}
