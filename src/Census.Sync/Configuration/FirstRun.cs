namespace Census.Sync;

/// <summary>What the first run of a sync does with records that the destination may have already. Later runs send what changes, whatever the first did.</summary>
/// <remarks>
/// <para>
/// A run is the first while the state of the sync is empty: it was never run, or its state was rebound. It has happened once its plan is stored, in one write: a run that
/// was killed before that is still the first when it is started again. A run with <see cref="SyncRunOptions.FullSync"/> sends everything, the first one too.
/// </para>
/// <para>
/// A first run that takes records as they are is held, like any run that looks like an accident, if the source has no rows or did not deliver all: what comes later would
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
}
