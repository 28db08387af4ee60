namespace Census.Sync.Planning;

/// <summary>A run of a few records: those an application pushes, or one of the source to try a sync with. What an earlier run left waits on.</summary>
internal sealed class PartialRun
{
    /// <summary>The records; null for one of the source of the sync.</summary>
    public SyncSource? Rows { get; init; }

    /// <summary>The key of the record of the source; null for its first.</summary>
    public string? Key { get; init; }

    /// <summary>How long to wait for a run that is under way.</summary>
    public TimeSpan MaximumWait { get; init; }

    /// <summary>What is sent: it stands at the beginning of the change set.</summary>
    public PlannedWork Work { get; set; } = PlannedWork.None;

    /// <summary>Where in the change set ends what is sent.</summary>
    public long End { get; set; }

    /// <summary>Whether a record of the source is the one.</summary>
    public bool Takes(string keyText) => Rows is not null || Key is null || Key == keyText;
}
