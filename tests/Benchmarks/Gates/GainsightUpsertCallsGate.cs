using Census.Sync.Benchmarks.Workload;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>Whether unknown keys are found in the cheaper way: read 5,000 a call from a small tenant, asked for 50 a call in a large one.</summary>
/// <param name="companies">The number of companies that the tenant has already.</param>
/// <param name="most">The number of calls that the run may take, writes, reads and metadata together.</param>
internal sealed class GainsightUpsertCallsGate(int companies, int most) : Gate
{
    private const int Created = 10_000;
    private const int Writes = Created / 50;

    public override string Name => "gainsight-upsert-calls";

    public override string What => $"all calls of a run that creates {Created:N0} companies among {companies:N0}, {Writes} of them writes";

    public override Goal Goal => Goal.AtMost(most, "calls");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        await using var tenant = await GainsightTenant.StartAsync();
        tenant.Seed(Enumerable.Range(0, companies).Select(number => $"Company {number}"));
        var (run, calls) = await tenant.RunAsync(new Customers(Created).SyncTo(SyncBehavior.UpdateOrCreate));

        // Fewer writes than it takes, or more, outweigh any figure.
        var isWhole = run.RecordsCreated == Created && tenant.Count(GainsightObjects.CompanyName) == companies + Created && calls.Writes == Writes;
        return new(isWhole ? calls.Total : double.NaN, $"{calls}; {run.RecordsCreated:N0} created");
    }
}
