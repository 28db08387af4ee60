using Census.Sync.Benchmarks.Workload;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>What bad records cost that are caught before they are sent: because the dropdown is known, or because the value was refused before.</summary>
internal sealed class GainsightCaughtRowsGate : Gate
{
    private const int Records = 10_000;
    private const int Bad = Records / 100;
    private const int BadStages = 3;
    private const int Seed = 1;
    private readonly HashSet<int> _bad = Customers.Spread(Records, Bad, Seed);

    public override string Name => "gainsight-bad-rows";

    public override string What => $"records delivered a call, of {Records:N0} companies with {Bad} bad ones that are caught before sending, in relation to none bad";

    public override Goal Goal => Goal.AtLeast(0.98);

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        var ofDropdown = await OfKnownDropdownAsync(isBad: true) / await OfKnownDropdownAsync(isBad: false);
        var ofRefused = await OfRefusedValuesAsync(isBad: true) / await OfRefusedValuesAsync(isBad: false);
        return new(Math.Min(ofDropdown, ofRefused), FormattableString.Invariant($"by the dropdown {ofDropdown:0.000}, by what was refused before {ofRefused:0.000}"));
    }

    // The engine knows the items of the dropdown.
    private async Task<double> OfKnownDropdownAsync(bool isBad)
    {
        await using var tenant = await GainsightTenant.StartAsync();
        var customers = new Customers(Records) { Stage = number => StageOf(number, isBad) };
        var (run, calls) = await tenant.RunAsync(customers.SyncTo(SyncBehavior.UpdateOrCreate));
        var bad = isBad ? Bad : 0;
        return run.SourceRecordInvalids == bad && run.RecordsUpdated == Records - bad ? (double)run.RecordsUpdated / calls.Total : double.NaN;
    }

    // The typed client does not read metadata, but remembers what was refused.
    private async Task<double> OfRefusedValuesAsync(bool isBad)
    {
        await using var tenant = await GainsightTenant.StartAsync();
        tenant.Seed(new Customers(Records).Names);
        using var client = tenant.Connect();
        await client.Companies.UpdateAsync([.. Enumerable.Range(0, BadStages).Select(number => new GainsightCompany(Customers.NameOf(number)) { Stage = BadStageOf(number) })], ["Name"]);

        GainsightCompany[] companies = [.. Enumerable.Range(0, Records).Select(number => new GainsightCompany(Customers.NameOf(number)) { Stage = StageOf(number, isBad) })];
        var delivered = 0;
        var calls = await tenant.CountAsync(async () =>
        {
            var report = await client.Companies.UpdateAsync(companies, ["Name"]);
            delivered = report.Results.Count(result => result.Outcome == GainsightWriteOutcome.Updated);
        });
        return delivered == Records - (isBad ? Bad : 0) ? (double)delivered / calls.Total : double.NaN;
    }

    private string StageOf(int number, bool isBad) => isBad && _bad.Contains(number) ? BadStageOf(number) : "Launched";

    private static string BadStageOf(int number) => $"No stage {number % BadStages}";
}
