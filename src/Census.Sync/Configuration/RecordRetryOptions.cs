namespace Census.Sync;

/// <summary>When a record that the destination refused is sent again, as long as its values stay the same.</summary>
/// <remarks>
/// <para>
/// The first tries are made run after run. Then a wait comes before each, twice as long as the one before, and in the end the record is <em>parked</em>: it is kept, with its reason, and sent only
/// when somebody asks for it (<see cref="SyncRunner.ReplayAsync"/>).
/// </para>
/// <para>
/// A record that is mended goes with the next run, waiting or parked, and its tries are counted anew. A full sync, <see cref="SyncRunner.TestAsync"/> and records that are pushed wait for nothing either.
/// What other tools do is to be had too: to try in every run for ever is <c>new() { ImmediateTries = int.MaxValue, MaximumTries = null }</c>, which is what Census does (spec C.3).
/// </para>
/// </remarks>
public sealed record RecordRetryOptions
{
    internal static readonly TimeSpan LongestWait = TimeSpan.FromDays(366);

    /// <summary>Gets how often a record is sent before a wait comes in between.</summary>
    /// <value>The default is 3: with the three runs that come first. At least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int ImmediateTries
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A record is tried once at least.");
    } = 3;

    /// <summary>Gets the first wait. Each later one is twice as long.</summary>
    /// <value>
    /// The default is 1 day. A wait is over a tenth of its length earlier: a run of every night must not leave out a record because the last night's run came to it a few minutes later.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or longer than a year.</exception>
    public TimeSpan FirstWait
    {
        get;
        init => field = Checked(value);
    } = TimeSpan.FromDays(1);

    /// <summary>Gets the longest wait.</summary>
    /// <value>The default is 7 days.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or longer than a year.</exception>
    public TimeSpan MaximumWait
    {
        get;
        init => field = Checked(value);
    } = TimeSpan.FromDays(7);

    /// <summary>Gets how often a record is sent before it is parked.</summary>
    /// <value>The default is 10, which nightly runs come to after five weeks. Null: it is never parked. At least 1.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int? MaximumTries
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A record is tried once at least.");
    } = 10;

    internal bool Parks(int tries) => tries >= MaximumTries;

    /// <summary>When a record may be sent again.</summary>
    internal DateTimeOffset NextTry(int tries, DateTimeOffset lastTried)
    {
        if (tries < ImmediateTries)
            return lastTried;

        // Bounded before it is made a time: a power of two overflows soon.
        var factor = Math.Pow(2, Math.Min(tries - ImmediateTries, 62));
        var wait = Math.Min(FirstWait.TotalSeconds * factor, MaximumWait.TotalSeconds);
        return lastTried + TimeSpan.FromSeconds(wait * 0.9);
    }

    private static TimeSpan Checked(TimeSpan wait) => wait >= TimeSpan.Zero && wait <= LongestWait
        ? wait
        : throw new ArgumentOutOfRangeException(nameof(wait), wait, "A wait is from nothing to a year.");
}
