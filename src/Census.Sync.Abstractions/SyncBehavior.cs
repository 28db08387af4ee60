namespace Census.Sync;

/// <summary>What a sync does with records that the destination has, and with those it lacks.</summary>
public enum SyncBehavior
{
    /// <summary>Update the record if the destination has it, else create it. Census also calls it upsert.</summary>
    UpdateOrCreate,

    /// <summary>Update the record if the destination has it, else skip it.</summary>
    UpdateOnly,

    /// <summary>Create the record if the destination lacks it, else leave it alone. A record once delivered is not sent again.</summary>
    CreateOnly,

    /// <summary>
    /// Update or create, and delete, or clear, what this sync delivered and the source no longer has. What others put into the destination is never touched, and the
    /// first run deletes nothing.
    /// </summary>
    Mirror,

    /// <summary>Delete the records whose keys are in the source. A record once deleted is not deleted again, unless its row left the source in between.</summary>
    Delete,

    /// <summary>
    /// Create a record for every new row, whatever the destination has: for logs and events. With a sync key each key is sent once in the life of the sync. Without one every row of every
    /// run is sent, and a run that finds what an earlier one left sends that and leaves the source to the next.
    /// </summary>
    Append,
}
