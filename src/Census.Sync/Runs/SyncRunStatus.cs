namespace Census.Sync;

/// <summary>What a run is doing or how it ended, in Census's words.</summary>
public enum SyncRunStatus
{
    /// <summary>The run has still to begin: it comes after others, or another one to the same account is under way. Seen in <see cref="SyncProgress"/> only.</summary>
    Queued = 0,

    /// <summary>The run is under way. Seen in <see cref="SyncProgress"/> only.</summary>
    Working = 1,

    /// <summary>Everything was sent that could be; single records may have been refused. Or the calls that the run was allowed are made (<see cref="SyncRunOptions.MaxCalls"/>).</summary>
    Completed = 2,

    /// <summary>The run stopped; <see cref="SyncRunResult.ErrorCode"/> says why. What was not sent is kept.</summary>
    Failed = 3,

    /// <summary>Another process runs the sync, or one that it comes after did not complete. Nothing was done.</summary>
    Skipped = 4,

    /// <summary>The token of the run was cancelled. The calls in flight were heard to their end; what was not sent is kept.</summary>
    Canceled = 5,

    /// <summary>A guard held the run before its first call; nothing was sent. <see cref="SyncRunResult.Hold"/> says what it would do, and <see cref="SyncRunner.ApproveAsync"/> lets it through.</summary>
    Held = 6,
}
