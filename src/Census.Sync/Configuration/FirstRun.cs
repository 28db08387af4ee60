namespace Census.Sync;

/// <summary>What the first run of a sync does with records that the destination may have already. Later runs send what changes, whatever the first did.</summary>
/// <remarks>
/// <para>
/// A run is the first while the state of the sync is empty: it was never run, or its state was rebound. It has happened once its plan is stored, in one write: a run that
/// was killed before that is still the first when it is started again. A run with <see cref="SyncRunOptions.FullSync"/> sends everything, the first one too.
/// </para>
/// <para>
/// A first run that takes records as they are, compared or not, is held, like any run that looks like an accident, if the source has no rows or did not deliver all: what comes later would
/// be sent. <see cref="SyncRunOptions.IgnoreGuards"/> lets it through. What it took is not deleted by a mirror: see <see cref="SyncGuards.KeepAdopted"/>.
/// </para>
/// </remarks>
public enum FirstRun
{
    /// <summary>Every valid record is sent.</summary>
    SendAll = 0,

    /// <summary>
    /// Every valid record of the source is taken as delivered, without a call: the destination was filled from this source in another way. Nothing is compared. A record that
    /// is invalid now is sent when it is mended. The way for destinations that can only be written.
    /// </summary>
    TrustSource = 1,

    /// <summary>
    /// The destination is asked for every record by its key. What it has is left as it is there and sent when it changes in the source; what it lacks is created. The run
    /// fails before its first write where the destination cannot tell. A single record that it cannot tell of is sent. Keeps the keys of all records in memory during the first run.
    /// </summary>
    SkipExisting = 2,

    /// <summary>
    /// The values that the destination has are read and compared with those of the source: in bulk, where that takes fewer calls than to ask for each key. What is equal is taken as
    /// delivered, what differs or is not there is sent. A field that is not updated, or does not count as a change, is not compared. In doubt a record differs: one that was not
    /// seen while reading, that the destination has several times, or whose values it does not tell. Numbers are equal by value, texts by every character, points in time and dropdown items as the destination
    /// keeps them. A sync that only creates leaves alone what exists, whatever its values. Keeps hashes of all records in memory during the first run, some 300 bytes each. Where
    /// the destination cannot be read, as <see cref="TrustSource"/>, with a warning.
    /// </summary>
    AdoptMatching = 3,
}
