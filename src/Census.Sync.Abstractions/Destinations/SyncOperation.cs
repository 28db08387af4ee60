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

    /// <summary>
    /// Create, without asking what is there. The plan may have no key. With <see cref="RepeatRule.AfterFind"/> a record in doubt is looked for by its key first, and one that is found is
    /// skipped; a record without a key is then never sent again.
    /// </summary>
    Append,
}
