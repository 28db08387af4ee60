namespace Census.Sync;

/// <summary>When a sync counts as degraded, and when as unhealthy.</summary>
public sealed record SyncHealthOptions
{
    /// <summary>Gets the age of the last run that completed from which on the sync is degraded.</summary>
    /// <value>The default is 36 hours: a night was missed. A sync that runs each hour wants less. Null: the age does not matter.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan? DegradedAge
    {
        get;
        init => field = Checked(value);
    } = TimeSpan.FromHours(36);

    /// <summary>Gets the age of the last run that completed from which on the sync is unhealthy.</summary>
    /// <value>The default is 3 days. Null: the age does not matter.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan? UnhealthyAge
    {
        get;
        init => field = Checked(value);
    } = TimeSpan.FromDays(3);

    /// <summary>Gets how many runs have to fail one after the other for the sync to be unhealthy; with one, it is degraded.</summary>
    /// <value>The default is 3. Null: failed runs degrade it only.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int? UnhealthyFailures
    {
        get;
        init => field = value is null or > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A sync is not unhealthy for no failure.");
    } = 3;

    /// <summary>Gets a value indicating whether a last run that a guard held degrades the sync: nothing is sent until somebody looks.</summary>
    /// <value>The default is true.</value>
    public bool DegradedWhenHeld { get; init; } = true;

    /// <summary>Gets the share of parked records, of those that were delivered or refused, from which on the sync is degraded, from 0 to 1.</summary>
    /// <value>The default is 0.01. Null: parked records do not matter.</value>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public double? DegradedParkedShare
    {
        get;
        init => field = Checked(value);
    } = 0.01;

    /// <summary>Gets the share of parked records from which on the sync is unhealthy, from 0 to 1.</summary>
    /// <value>The default is 0.25. Null: parked records degrade it only.</value>
    /// <exception cref="ArgumentOutOfRangeException">The share is not from 0 to 1.</exception>
    public double? UnhealthyParkedShare
    {
        get;
        init => field = Checked(value);
    } = 0.25;

    private static TimeSpan? Checked(TimeSpan? age) =>
        age is null || age >= TimeSpan.Zero ? age : throw new ArgumentOutOfRangeException(nameof(age), age, "An age is not negative.");

    private static double? Checked(double? share) =>
        share is null or >= 0 and <= 1 ? share : throw new ArgumentOutOfRangeException(nameof(share), share, "The share is a number from 0 to 1.");
}
