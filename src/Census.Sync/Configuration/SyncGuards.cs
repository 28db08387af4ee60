namespace Census.Sync;

/// <summary>When a run is held back before its first call, because what it would do looks like an accident.</summary>
/// <remarks>
/// A run that a guard held has the status <see cref="SyncRunStatus.Held"/>; nothing was sent. It stays held until <see cref="SyncRunner.ApproveAsync"/> approves what it would do, or until that is no accident
/// any more. <see cref="SyncRunOptions.IgnoreGuards"/> lets a run through whatever it would do.
/// </remarks>
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

    /// <summary>Gets the share of known records that a mirror may delete, or clear, in one run, from 0 to 1.</summary>
    /// <value>The default is 0.2. 1 switches the guard off.</value>
    public double DeletedShare { get; init; } = 0.2;

    /// <summary>Gets the number of records that a mirror may delete, or clear, in one run.</summary>
    /// <value>The default is 1,000.</value>
    public long DeletedMaximum { get; init; } = 1_000;

    /// <summary>Gets a value indicating whether a mirror leaves records alone that its first run took as they were (<see cref="FirstRun"/>), when they leave the source.</summary>
    /// <value>The default is true: only what this sync sent is deleted. A record that changed and was sent since is no such record any more.</value>
    public bool KeepAdopted { get; init; } = true;

    /// <summary>Gets a value indicating whether a mirror deletes nothing in a run in which a row had no key or could not be read: it may be the row that seems to be gone.</summary>
    /// <value>The default is true.</value>
    public bool KeepOnUnreadableRows { get; init; } = true;

    /// <summary>Gets a value indicating whether a mirror leaves a record alone whose row is there and cannot be sent, because a value does not fit its field.</summary>
    /// <value>The default is true: an invalid row is not gone. With false such a record is taken as gone. A key that several rows have is never gone.</value>
    public bool KeepInvalid { get; init; } = true;

    /// <summary>Gets a value indicating whether a mirror deletes nothing after a read that a limit cut.</summary>
    /// <value>The default is true. False is for a limit that is meant, the hundred largest customers for example: what falls out of it is gone.</value>
    /// <remarks>A read of what changed since an earlier one never says that a record is gone; there is no switch for that.</remarks>
    public bool KeepOnTruncatedRead { get; init; } = true;
}
