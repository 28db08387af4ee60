using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Holds a run back that looks like an accident.</summary>
internal static class RunGuards
{
    /// <summary>Judges a finished plan, before the first call.</summary>
    /// <param name="context">The run.</param>
    /// <param name="leftover">What an earlier run was let through with.</param>
    /// <param name="isComplete">Whether the source delivered all rows.</param>
    /// <returns>Why the run is held; null if it is not.</returns>
    public static string? Judge(PlanContext context, Leftover leftover, bool isComplete)
    {
        if (context.Options.IgnoreGuards)
            return null;

        var guards = context.Sync.Guards;
        var known = context.Ledger.Pages.Count;

        // A list of what is to be deleted, or of what happened since, may well be empty.
        var isList = context.Sync.Behavior is SyncBehavior.Delete or SyncBehavior.Append;
        if (guards.HoldOnEmptySource && !context.Counts.IsIncrement && context.Counts.Source == 0 && known > 0 && !isList)
        {
            return $"The source has no rows, but {known} records were synced before. Nothing was sent. If the source is really empty, approve the plan, or run again with "
                + $"{nameof(SyncRunOptions.IgnoreGuards)}.";
        }

        var isEmpty = context.Counts.Source == 0 && guards.HoldOnEmptySource && !isList;
        if (context.FirstRun != FirstRun.SendAll && (isEmpty || !isComplete))
        {
            return $"The source {(isEmpty ? "has no rows" : "did not deliver all rows")}, and the first run takes what it finds as delivered: later runs would send the others. "
                + $"The first run has still to come. If that is meant, approve the plan, or run again with {nameof(SyncRunOptions.IgnoreGuards)}.";
        }

        var gone = context.Gone is null ? 0 : context.Counts.Gone - leftover.Gone;
        if (gone > guards.DeletedMaximum || gone > guards.DeletedShare * known)
        {
            return $"{gone} of {known} known records left the source and would be {context.Gone!.Verb}, more than {guards.DeletedShare:P0} or {guards.DeletedMaximum}. Nothing was sent. "
                + $"If that is meant, approve the plan, or set other limits with {nameof(SyncBuilder.HoldWhen)}.";
        }

        var isRemapped = context.FullSyncReasons.Count > 0
            || PlanFactory.StateFields(context.Sync, context.Plan).Any(field => StateField.Adds(field, context.Ledger.Fields));

        // What an earlier run was let through with is not judged again: it may be the rest of a large change that a quota stopped.
        var changed = context.Counts.Changed - leftover.Changed;
        if (!isRemapped && changed >= guards.ChangedMinimum && changed > guards.ChangedShare * known)
        {
            return $"{changed} of {known} known records changed, more than {guards.ChangedShare:P0}. Nothing was sent. "
                + $"If that is meant, approve the plan, or set another limit with {nameof(SyncBuilder.HoldWhen)}.";
        }

        return null;
    }
}
