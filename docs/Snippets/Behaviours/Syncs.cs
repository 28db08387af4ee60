using Census.Sync;

namespace Snippets.Behaviours;

public static class Syncs
{
    public static SyncBuilder Mirror(SyncBuilder sync) =>
        #region mirror
        sync
            .To(new DestinationObjectReference("gainsight", "Asset__gc"), SyncBehavior.Mirror)
            .Key("SERIAL", "Serial__gc").Map("MODEL", "Model__gc")
            .MirrorBy(MirrorStrategy.UpdatesAndNulls);                       // clear what is gone; without this line it is deleted
        #endregion

    public static (SyncBuilder Visits, SyncBuilder Snapshots) Append(SyncBuilder visits, SyncBuilder snapshots)
    {
        #region append
        visits
            .To(new DestinationObjectReference("gainsight", "Visit__gc"), SyncBehavior.Append)
            .Key("EVENT_ID", "EventId__gc").Map("PAGE", "Page__gc")          // each event once, for ever
            .FirstRun(FirstRun.TrustSource);                                 // what is in the source today is not sent
        snapshots
            .To(new DestinationObjectReference("gainsight", "Health__gc"), SyncBehavior.Append)
            .Map("ACCOUNT", "Account__gc").Map("SCORE", "Score__gc");        // no key: every row of every run
        #endregion
        return (visits, snapshots);
    }

    public static SyncBuilder Guards(SyncBuilder sync) =>
        #region guards
        sync
            .HoldWhen(changedShare: 0.3, deletedShare: 0.1, deletedMaximum: 500);
        #endregion

    public static SyncBuilder Overrides(SyncBuilder sync) =>
        #region overrides
        sync
            .Guard(new()
            {
                HoldOnEmptySource = false,                                   // an empty source is meant
                DeletedShare = 1,                                            // no limit by share ...
                DeletedMaximum = long.MaxValue,                              // ... nor by number
                KeepAdopted = false,                                         // what the first run took as it was goes, too
                KeepInvalid = false,                                         // a row that cannot be sent counts as gone
                KeepOnUnreadableRows = false,                                // so does what a row without a key may have been
                KeepOnTruncatedRead = false,                                 // the limit of the source is meant: what falls out of it is gone
            });
        #endregion

    public static async Task<SyncRunResult> ApproveAsync(CensusSync syncs, Func<SyncHold, Task<bool>> isMeantAsync, CancellationToken cancellationToken)
    {
        #region approve
        var run = await syncs.RunAsync("companies", cancellationToken: cancellationToken);
        if (run is { Status: SyncRunStatus.Held, Hold: { PlanId: { } plan } hold })
        {
            // 4,120 of 9,800 known records changed, more than 30%.
            var isMeant = await isMeantAsync(hold);
            if (isMeant && await syncs.ApproveAsync("companies", plan, cancellationToken))
                run = await syncs.RunAsync("companies", cancellationToken: cancellationToken);      // goes through if it would do just that
            else if (!isMeant)
                await syncs.RejectAsync("companies", plan, cancellationToken);
        }
        #endregion

        return run;
    }

    public static async Task<IReadOnlyList<FullSyncReason>> FullSyncAsync(CensusSync syncs, CancellationToken cancellationToken)
    {
        #region full-sync
        var run = await syncs.RunAsync("companies", new() { FullSync = true }, cancellationToken);
        return run.FullSyncReasons;                                          // Requested
        #endregion
    }
}
