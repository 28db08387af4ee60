using Census.Sync.Benchmarks.Workload;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>Whether what is known to exist is updated without being looked for.</summary>
internal sealed class GainsightUpdateCallsGate : Gate
{
    private const int Known = 10_000;

    public override string Name => "gainsight-update-calls";

    public override string What => $"writes and reads of a run that updates {Known:N0} known companies, all changed; metadata not counted";

    public override Goal Goal => Goal.AtMost(200, "calls");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        await using var tenant = await GainsightTenant.StartAsync();
        var customers = new Customers(Known);
        tenant.Seed(customers.Names);
        var state = new InMemorySyncStateStore();
        await tenant.RunAsync(customers.SyncTo(SyncBehavior.UpdateOnly), state);

        customers.Seats++;
        var (run, calls) = await tenant.RunAsync(customers.SyncTo(SyncBehavior.UpdateOnly), state);
        return new(run.RecordsUpdated == Known ? calls.Writes + calls.Reads : double.NaN, $"{calls}; {run.RecordsUpdated:N0} updated");
    }
}
