using Census.Sync;

namespace Gainsight.Client;

/// <summary>Tells what a run costs, at most: reading all keys at its start may save look-ups.</summary>
internal static class RunEstimate
{
    public static SyncEstimate Of(IReadOnlyList<QuotaWindow> windows, bool isPerson, SyncOperation operation, RunForecast forecast)
    {
        var calls = isPerson ? forecast.Total : CallsFor(forecast.Total) + LookUps(operation, forecast);
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
