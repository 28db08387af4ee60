using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Holds a run back that looks like an accident.</summary>
internal static class RunGuards
{
    /// <summary>Judges a finished plan, before the first call.</summary>
    /// <param name="context">The run.</param>
    /// <param name="leftover">What an earlier run was let through with.</param>
    /// <param name="isComplete">Whether the source delivered all rows.</param>
    /// <exception cref="GuardException">The plan looks like an accident.</exception>
    public static void Check(PlanContext context, Leftover leftover, bool isComplete)
    {
        if (context.Options.IgnoreGuards)
            return;

        var guards = context.Sync.Guards;
        var known = context.Ledger.Pages.Count;
        if (guards.HoldOnEmptySource && !context.Counts.IsIncrement && context.Counts.Source == 0 && known > 0 && context.Sync.Behavior != SyncBehavior.Delete)
        {
            throw new GuardException(
                $"The source has no rows, but {known} records were synced before. Nothing was sent. If the source is really empty, run again with {nameof(SyncRunOptions.IgnoreGuards)}.");
        }

        var isEmpty = context.Counts.Source == 0 && guards.HoldOnEmptySource && context.Sync.Behavior != SyncBehavior.Delete;
        if (context.FirstRun != FirstRun.SendAll && (isEmpty || !isComplete))
        {
            throw new GuardException(
                $"The source {(isEmpty ? "has no rows" : "did not deliver all rows")}, and the first run takes what it finds as delivered: later runs would send the others. "
                + $"The first run has still to come. If that is meant, run again with {nameof(SyncRunOptions.IgnoreGuards)}.");
        }

        var gone = context.DeletionPlan is null ? 0 : context.Counts.Gone - leftover.Gone;
        if (gone > guards.DeletedMaximum || gone > guards.DeletedShare * known)
        {
            throw new GuardException(
                $"{gone} of {known} known records left the source and would be deleted, more than {guards.DeletedShare:P0} or {guards.DeletedMaximum}. Nothing was sent. "
                + $"If that is meant, run again with {nameof(SyncRunOptions.IgnoreGuards)}, or set other limits with {nameof(SyncBuilder.HoldWhen)}.");
        }

        var isRemapped = context.Options.FullSync
            || PlanFactory.StateFields(context.Sync, context.Plan).Any(field => StateField.Adds(field, context.Ledger.Fields));

        // What an earlier run was let through with is not judged again: it may be the rest of a large change that a quota stopped.
        var changed = context.Counts.Changed - leftover.Changed;
        if (!isRemapped && changed >= guards.ChangedMinimum && changed > guards.ChangedShare * known)
        {
            throw new GuardException(
                $"{changed} of {known} known records changed, more than {guards.ChangedShare:P0}. Nothing was sent. "
                + $"If that is meant, run again with {nameof(SyncRunOptions.IgnoreGuards)}, or set another limit with {nameof(SyncBuilder.HoldWhen)}.");
        }
    }
}
