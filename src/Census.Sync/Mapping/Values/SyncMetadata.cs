namespace Census.Sync;

/// <summary>What is known of a run and can be written into a field.</summary>
/// <remarks>It is that of the run which planned the record: a run that resumes a change set sends what was planned.</remarks>
public enum SyncMetadata
{
    /// <summary>The id of the run, as in <see cref="SyncRunResult.RunId"/>: 32 characters, later ones sort after earlier ones. Census calls it <c>sync_run_id</c>.</summary>
    RunId,

    /// <summary>When the run started, in UTC, as in <see cref="SyncRunResult.StartedAt"/>.</summary>
    RunStartedAt,

    /// <summary>The name of the sync.</summary>
    SyncName,

    /// <summary>The name of the destination object, as the destination spells it.</summary>
    ObjectName,
}
