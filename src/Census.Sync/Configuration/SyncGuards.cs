namespace Census.Sync;

/// <summary>When a run is held back before its first call, because what it would do looks like an accident.</summary>
/// <remarks>A run that a guard held ends as failed with the code <see cref="SyncErrorCodes.HeldByGuard"/>; nothing was sent. <see cref="SyncRunOptions.IgnoreGuards"/> lets it through.</remarks>
public sealed record SyncGuards
{
    /// <summary>Gets the share of known records that may change in one run, from 0 to 1.</summary>
    /// <value>The default is 0.5. A run in which fields were added or retyped is not judged: there every record changes. Nor is what an earlier run was let through with and did not come to. 1 switches the guard off.</value>
    public double ChangedShare { get; init; } = 0.5;

    /// <summary>Gets the number of changed records below which <see cref="ChangedShare"/> is not judged.</summary>
    /// <value>The default is 1,000.</value>
    public long ChangedMinimum { get; init; } = 1_000;

    /// <summary>Gets a value indicating whether a source without rows holds the run when records were synced before.</summary>
    /// <value>The default is true.</value>
    /// <remarks>A sync that deletes what its source lists is not held.</remarks>
    public bool HoldOnEmptySource { get; init; } = true;

    /// <summary>Gets the share of known records that a mirror may delete in one run, from 0 to 1.</summary>
    /// <value>The default is 0.2. 1 switches the guard off.</value>
    public double DeletedShare { get; init; } = 0.2;

    /// <summary>Gets the number of records that a mirror may delete in one run.</summary>
    /// <value>The default is 1,000.</value>
    public long DeletedMaximum { get; init; } = 1_000;

    /// <summary>Gets a value indicating whether a mirror leaves records alone that its first run took as they were (<see cref="FirstRun"/>), when they leave the source.</summary>
    /// <value>The default is true: only what this sync sent is deleted. A record that changed and was sent since is no such record any more.</value>
    public bool KeepAdopted { get; init; } = true;

    /// <summary>Gets a value indicating whether a mirror deletes nothing in a run in which a row had no key or could not be read: it may be the row that seems to be gone.</summary>
    /// <value>The default is true.</value>
    public bool KeepOnUnreadableRows { get; init; } = true;
}
