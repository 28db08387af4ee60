using Census.Sync.Benchmarks.Workload;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>What some bad records here and there cost, in relation to a run without them.</summary>
internal sealed class GainsightBadRowsGate : Gate
{
    private const int Records = 10_000;
    private const int Bad = Records / 100;
    private const int Seeds = 3;

    public override string Name => "gainsight-bad-rows";

    public override string What => $"records delivered a call, of {Records:N0} new companies with {Bad} bad ones that the vendor names, in relation to none bad";

    public override Goal Goal => Goal.AtLeast(0.7);

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        var clean = await DeliverAsync(new Customers(Records), 0);

        // Each bad value is another, so that none is known from before. How many batches have one is chance: spreads count together.
        var (delivered, total) = (0L, 0);
        List<string> notes = [$"none bad: {clean.Calls}"];
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var bad = Customers.Spread(Records, Bad, seed);
            var (count, calls) = await DeliverAsync(new(Records) { Account = number => Customers.AccountOf(bad.Contains(number), number) }, Bad);
            delivered += count;
            total += calls.Total;
            notes.Add($"spread {seed}: {calls}");
        }

        return new((double)delivered / total / ((double)clean.Delivered / clean.Calls.Total), notes);
    }

    private static async Task<(long Delivered, CallCount Calls)> DeliverAsync(Customers customers, int bad)
    {
        await using var tenant = await GainsightTenant.StartAsync();
        var (run, calls) = await tenant.RunAsync(customers.SyncTo(SyncBehavior.UpdateOrCreate));
        return run.RecordsFailed == bad && tenant.Count(GainsightObjects.CompanyName) == Records - bad
            ? (run.RecordsUpdated, calls)
            : throw new InvalidOperationException($"{run.RecordsUpdated} records were delivered and {run.RecordsFailed} rejected, not {bad}.");
    }
}
