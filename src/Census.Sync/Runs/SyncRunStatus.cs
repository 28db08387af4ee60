namespace Census.Sync;

/// <summary>How a run ended, in Census's words.</summary>
public enum SyncRunStatus
{
    /// <summary>Everything was sent that could be; single records may have been refused.</summary>
    Completed,

    /// <summary>The run stopped; <see cref="SyncRunResult.ErrorCode"/> says why. What was not sent is kept.</summary>
    Failed,

    /// <summary>Another process runs the sync, or one that it comes after did not complete. Nothing was done.</summary>
    Skipped,
}
