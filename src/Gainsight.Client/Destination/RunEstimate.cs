using Census.Sync;

namespace Gainsight.Client;

/// <summary>Tells what a run costs, at most: reading all keys at its start may save look-ups.</summary>
/// <remarks>Records about one person share a call, and names of companies may be known: both make it less.</remarks>
internal static class RunEstimate
{
    public static SyncEstimate Of(IReadOnlyList<QuotaWindow> windows, string objectName, SyncOperation operation, RunForecast forecast)
    {
        var calls = objectName switch
        {
            GainsightObjects.PersonName => forecast.Total,
            GainsightObjects.CompanyPersonName => forecast.Total + CallsFor(forecast.Total),
            GainsightObjects.RelationshipPersonName => forecast.Total + 2 * CallsFor(forecast.Total),
            _ when operation == SyncOperation.Delete => forecast.Total + CallsFor(forecast.Total),
            _ => CallsFor(forecast.Total) + LookUps(operation, forecast),
        };
        var (minute, day) = (windows[0], windows[^1]);

        // The first calls of a window go out at once; the last one waits for all full windows before it.
        var days = Math.Max(0, calls - 1) / day.Permits;
        var minutes = Math.Max(0, calls - 1 - days * day.Permits) / minute.Permits;
        return new(calls, days * day.Length + minutes * minute.Length, (double)calls / day.Permits);
    }

    private static long LookUps(SyncOperation operation, RunForecast forecast) =>
        CallsFor(operation == SyncOperation.Insert ? forecast.Total : forecast.Unknown + forecast.InDoubt);

    private static long CallsFor(long records) => (records + ObjectWriter.MaximumRecords - 1) / ObjectWriter.MaximumRecords;
}
