namespace Census.Sync;

/// <summary>Why a run sends every record, changed or not.</summary>
public enum FullSyncReason
{
    /// <summary>It was asked for: <see cref="SyncRunOptions.FullSync"/>.</summary>
    Requested = 0,

    /// <summary>The sync has no state yet: it never ran, or its state was lost.</summary>
    FirstRun = 1,

    /// <summary>The state belonged to another account, object or key and was forgotten: <see cref="SyncRunOptions.RebindState"/>.</summary>
    StateForgotten = 2,

    /// <summary>A field is mapped that was not before, a new column among all columns too.</summary>
    FieldAdded = 3,

    /// <summary>A field has another type, or is no longer set only where it is empty.</summary>
    FieldChanged = 4,
}
