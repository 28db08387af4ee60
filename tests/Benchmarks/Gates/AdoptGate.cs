using Census.Sync.Benchmarks.Workload;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>Whether a first run that finds its companies there already reads them in bulk, and writes only what differs.</summary>
/// <param name="differing">How many of them have another value than the source says.</param>
/// <param name="most">The number of calls that the run may take, writes, reads and metadata together.</param>
internal sealed class AdoptGate(int differing, int most) : Gate
{
    private const int Companies = 100_000;

    public override string Name => "adopt";

    public override string What => $"all calls of a first run over {Companies:N0} companies that are there, {differing:N0} of them with another value";

    public override Goal Goal => Goal.AtMost(most, "calls");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        await using var tenant = await GainsightTenant.StartAsync();
        var companies = new AdoptedCompanies(Companies, differing);
        companies.SeedInto(tenant);
        var (run, calls) = await tenant.RunAsync(companies.SyncTo);

        // A record that was written without need, or taken without being equal, outweighs any figure.
        var isExact = run.RecordsAdopted == Companies - differing && run.RecordsUpdated == differing && calls.Writes == (differing + 49) / 50;
        return new(isExact ? calls.Total : double.NaN, $"{calls}; {run.RecordsAdopted:N0} adopted, {run.RecordsUpdated:N0} updated");
    }
}
