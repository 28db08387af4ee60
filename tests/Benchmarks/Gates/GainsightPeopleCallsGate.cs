using Census.Sync.Benchmarks.Workload;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>Whether a person costs one call, however far apart the rows about it stand and however many companies it is at.</summary>
/// <param name="people">The number of persons.</param>
/// <param name="most">The number of calls that the run may take, writes, reads and metadata together.</param>
internal sealed class GainsightPeopleCallsGate(int people, int most) : Gate
{
    private const int Companies = 100_000;
    private const int MostQuickPeople = 3_000;

    public override string Name => "gainsight-people-calls";

    public override string What => $"all calls of a run over {people:N0} new persons at two of {Companies:N0} companies each, rows shuffled";

    public override Goal Goal => Goal.AtMost(most, "calls");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        var measured = scale == GateScale.Full ? people : Math.Min(people, MostQuickPeople);
        await using var tenant = await GainsightTenant.StartAsync();
        tenant.Seed(new Customers(Companies).Names);
        var contacts = new Contacts(measured, Companies);
        var (run, calls) = await tenant.RunAsync(contacts.SyncTo);

        var isWhole = run.RecordsUpdated == contacts.Rows
            && tenant.Count(GainsightObjects.PersonName) == measured && tenant.Count(GainsightObjects.CompanyPersonName) == contacts.Rows;

        // Of fewer persons, the calls beyond one a person are taken for those of all.
        return new(
            isWhole ? calls.Total - measured + people : double.NaN,
            $"{calls}; {run.RecordsUpdated:N0} rows of {measured:N0} persons{(measured < people ? ", the figure is for all" : "")}");
    }
}
