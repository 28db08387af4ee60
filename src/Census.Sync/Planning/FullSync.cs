using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Finds out whether a run has to send every record.</summary>
internal static class FullSync
{
    public static IReadOnlyList<FullSyncReason> ReasonsOf(SyncDefinition sync, SyncPlan plan, SyncLedger ledger, SyncRunOptions options)
    {
        var reasons = new List<FullSyncReason>();
        if (options.FullSync && sync.Behavior != SyncBehavior.Append)
            reasons.Add(FullSyncReason.Requested);
        if (ledger.IsNew && (sync.FirstRun == FirstRun.SendAll || options.FullSync))
            reasons.Add(ledger.WasForgotten ? FullSyncReason.StateForgotten : FullSyncReason.FirstRun);

        // What is only created is not sent again: the fields that were added are for what comes.
        if (ledger.Pages.Count == 0 || sync.OnlyCreates)
            return reasons;
        foreach (var field in PlanFactory.StateFields(sync, plan))
        {
            if (ReasonOf(field, ledger.Fields) is { } reason && !reasons.Contains(reason))
                reasons.Add(reason);
        }

        return reasons;
    }

    private static FullSyncReason? ReasonOf(StateField field, IReadOnlyList<StateField> before)
    {
        if (!StateField.Adds(field, before))
            return null;
        if (before.FirstOrDefault(old => old.Name == field.Name) is not { } old)
            return FullSyncReason.FieldAdded;

        // Where nulls come to be sent, the fingerprints of the other records are what they were.
        return old with { Telling = field.Telling } == field with { From = old.From } && old.Telling == FieldTelling.Value ? null : FullSyncReason.FieldChanged;
    }
}
