namespace Census.Sync;

/// <summary>What a sync writes down of every record it sends: what Census's sync tracking shows (spec C.10).</summary>
/// <remarks>
/// The log is part of the state, written in the same write as the outcome itself: what it says happened. It is off unless <see cref="SyncBuilder.LogRecords"/> is called, and then costs nothing.
/// It holds the keys of records, and their values if payloads are kept; <see cref="SyncRunner.ForgetAsync"/> takes a record out of it. A run
/// of a sync that is not logged any more deletes what is there.
/// </remarks>
public sealed record RecordLogOptions
{
    internal static readonly TimeSpan ShortestRetention = TimeSpan.FromSeconds(1);
    internal static readonly TimeSpan LongestRetention = TimeSpan.FromDays(3660);

    /// <summary>Gets what is kept of the values that were sent.</summary>
    /// <value>The default is <see cref="RecordPayloads.None"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">There is no such choice.</exception>
    public RecordPayloads Payloads
    {
        get;
        init => field = Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "There is no such choice.");
    }

    /// <summary>Gets a value indicating whether records that the destination accepted are logged too.</summary>
    /// <value>The default is true. False logs what was refused before sending, rejected, skipped or left in doubt.</value>
    public bool Succeeded { get; init; } = true;

    /// <summary>Gets how long an entry is kept.</summary>
    /// <value>The default is 7 days, as with Census. What is older is deleted by the next run, and no longer shown before that. From a second to ten years.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is out of its range.</exception>
    public TimeSpan Retention
    {
        get;
        init => field = value >= ShortestRetention && value <= LongestRetention
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A log is kept from a second to ten years.");
    } = TimeSpan.FromDays(7);

    /// <summary>Gets the number of entries that are kept.</summary>
    /// <value>
    /// The default is 100,000, about 10 MB without payloads. When there are more, the oldest are deleted, a batch at a time. At least 1.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int MaximumRecords
    {
        get;
        init => field = value > 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A log has room for an entry at least.");
    } = 100_000;
}
