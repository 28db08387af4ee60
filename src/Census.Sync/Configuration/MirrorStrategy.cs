namespace Census.Sync;

/// <summary>What a mirror does with a record whose row left the source.</summary>
public enum MirrorStrategy
{
    /// <summary>The record is deleted. Census calls it <c>sync_updates_and_deletes</c>.</summary>
    UpdatesAndDeletes = 0,

    /// <summary>
    /// The record stays, and its mapped fields are cleared. Census calls it <c>sync_updates_and_nulls</c>. Not cleared are the key, fields that are required or cannot be updated, and
    /// those that a null or a value never overwrites (<see cref="FieldMapping.SyncNulls"/>, <see cref="FieldMapping.SetIfEmpty"/>). What is known of the run
    /// (<see cref="SyncMetadata"/>) is written as ever.
    /// </summary>
    /// <remarks>The object has to support updates; a record that is not there any more is not created again. A row that comes back is sent in full.</remarks>
    UpdatesAndNulls = 1,
}
