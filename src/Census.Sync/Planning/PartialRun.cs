using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>A run of a few records: those an application pushes, one of the source to try a sync with, or some that were not delivered. What an earlier run left waits on.</summary>
internal sealed class PartialRun
{
    /// <summary>The records; null for some of the source of the sync.</summary>
    public SyncSource? Rows { get; init; }

    /// <summary>The key of the record of the source; null for its first.</summary>
    public string? Key { get; init; }

    /// <summary>Which of the records that are not settled are sent; null for the record with <see cref="Key"/>.</summary>
    public RecordSelection? Selection { get; init; }

    /// <summary>Whether the source is read no further than to one record.</summary>
    public bool IsSingle => Rows is null && Selection is null;

    /// <summary>How long to wait for a run that is under way.</summary>
    public TimeSpan MaximumWait { get; init; }

    /// <summary>What is sent: it stands at the beginning of the change set.</summary>
    public PlannedWork Work { get; set; } = PlannedWork.None;

    /// <summary>Where in the change set ends what is sent.</summary>
    public long End { get; set; }

    /// <summary>Whether a record of the source is among them.</summary>
    /// <param name="keyText">Its key.</param>
    /// <param name="held">What is kept of it because it was not delivered, if anything is.</param>
    public bool Takes(string keyText, HeldRecord? held) =>
        Selection is null ? Rows is not null || Key is null || Key == keyText : held is not null && Selection.Contains(held);
}
