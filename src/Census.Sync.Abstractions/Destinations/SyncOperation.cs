namespace Census.Sync;

/// <summary>What a destination is asked to do with a batch of records.</summary>
public enum SyncOperation
{
    /// <summary>Find by key; update if found, else create.</summary>
    Upsert,

    /// <summary>Create if absent; a record that is present is skipped.</summary>
    Insert,

    /// <summary>Update if present; a record that is absent is skipped.</summary>
    Update,

    /// <summary>Delete if present.</summary>
    Delete,
}
