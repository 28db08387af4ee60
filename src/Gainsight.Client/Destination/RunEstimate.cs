using Census.Sync;

namespace Gainsight.Client;

/// <summary>Tells what a run costs, at most: reading all keys or names at its start may save look-ups.</summary>
internal static class RunEstimate
{
    public static SyncEstimate Of(IReadOnlyList<QuotaWindow> windows, SyncPlan plan, RunForecast forecast)
    {
        // Records about one person share a call. Each column of names may have to be looked up.
        var calls = SyncedObjects.IsPeople(plan.Object.Name) ? (forecast.Groups ?? forecast.Total) + Names(plan.Fields, forecast)
            : plan.Operation == SyncOperation.Delete ? forecast.Total + CallsFor(forecast.Total) + Names(KeysOf(plan), forecast)
            : CallsFor(forecast.Total) + LookUps(plan, forecast) + Names(KeysOf(plan), forecast);
        var (minute, day) = (windows[0], windows[^1]);

        // The first calls of a window go out at once; the last one waits for all full windows before it.
        var days = Math.Max(0, calls - 1) / day.Permits;
        var minutes = Math.Max(0, calls - 1 - days * day.Permits) / minute.Permits;
        return new(calls, days * day.Length + minutes * minute.Length, (double)calls / day.Permits);
    }

    // What is found by a reference is updated by its Gainsight ID, which has to be found even if the record is known. What is appended is looked for only if it is in doubt.
    private static long LookUps(SyncPlan plan, RunForecast forecast) => CallsFor(
        plan.Operation == SyncOperation.Append ? forecast.InDoubt
        : plan.Operation == SyncOperation.Insert || KeysOf(plan).Any(field => field.Field.LookupObject is not null) ? forecast.Total : forecast.Unknown + forecast.InDoubt);

    private static long Names(IEnumerable<PlanField> fields, RunForecast forecast) => fields.Count(field => field.LookupBy is not null) * CallsFor(forecast.Total);

    private static IEnumerable<PlanField> KeysOf(SyncPlan plan) => plan.KeyIndexes.Select(index => plan.Fields[index]);

    private static long CallsFor(long records) => (records + ObjectWriter.MaximumRecords - 1) / ObjectWriter.MaximumRecords;
}
