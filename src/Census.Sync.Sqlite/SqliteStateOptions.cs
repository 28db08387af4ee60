namespace Census.Sync;

/// <summary>How a SQLite file with state or quotas is used. Changes after a store was made are ignored.</summary>
public sealed class SqliteStateOptions
{
    /// <summary>Gets or sets how long to wait for another process that writes to the file.</summary>
    /// <value>The default is 15 seconds. It is at least one second; SQLite's writes take milliseconds.</value>
    /// <remarks>When it passes, the call fails with a <see cref="SyncStateException"/> and has changed nothing.</remarks>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets how long a reserved permit of a quota that was not completed is taken to be still in use.</summary>
    /// <value>The default is 5 minutes. It must exceed the time that a call may take with its retries.</value>
    public TimeSpan LostAfter { get; set; } = TimeSpan.FromMinutes(5);

    // A full disk, for tests: SQLite answers the same when a file may not grow as when it cannot.
    internal int? MaximumPages { get; set; }

    internal SqliteStateOptions Checked()
    {
        if (BusyTimeout < TimeSpan.FromSeconds(1) || BusyTimeout > TimeSpan.FromHours(1))
            throw new ArgumentException($"{nameof(BusyTimeout)} is {BusyTimeout}; it must be from one second to one hour.");
        if (LostAfter <= TimeSpan.Zero)
            throw new ArgumentException($"{nameof(LostAfter)} is {LostAfter}; it must be positive.");
        return (SqliteStateOptions)MemberwiseClone();
    }
}
