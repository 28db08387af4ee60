namespace Census.Sync;

/// <summary>Options of a <see cref="SyncRunner"/>.</summary>
public sealed record SyncRunnerOptions
{
    /// <summary>Gets how long a sync stays taken after its process was killed.</summary>
    /// <value>The default is 1 minute; a running sync renews its lease in a third of it. At least 1 second.</value>
    public TimeSpan LeaseDuration
    {
        get;
        init => field = value >= TimeSpan.FromSeconds(1) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "A lease holds for at least a second.");
    } = TimeSpan.FromMinutes(1);

    /// <summary>Gets how long a run that was cancelled waits for the answers of the calls in flight.</summary>
    /// <value>
    /// The default is 20 seconds. Then they are aborted and their records are in doubt, with which the next run begins. 0 aborts them at once. A host that stops gives its services
    /// 30 seconds unless it is told otherwise, so more than 25 seconds want a longer <c>HostOptions.ShutdownTimeout</c>.
    /// </value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or longer than a day.</exception>
    public TimeSpan StopTimeout
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The time to stop is from nothing to a day.");
    } = TimeSpan.FromSeconds(20);

    /// <summary>Gets how long records that are pushed wait for a run of the same sync that is under way.</summary>
    /// <value>The default is 30 seconds. 0 does not wait.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or longer than a day.</exception>
    public TimeSpan PushWait
    {
        get;
        init => field = value >= TimeSpan.Zero && value <= TimeSpan.FromDays(1)
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "The time to wait is from nothing to a day.");
    } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the name of this process towards others that use the same state.</summary>
    /// <value>The default is made of the machine's name and a random part, so that no two processes have the same.</value>
    public string Owner { get; init; } = $"{System.Environment.MachineName}/{Guid.NewGuid():N}";
}
