using System.Text.Json.Nodes;
using Census.Sync.Sources;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>Companies that source and tenant have alike, with a field of each kind, but for some of which the tenant knows another sum.</summary>
/// <param name="count">The number of companies.</param>
/// <param name="differing">How many of them differ.</param>
internal sealed class AdoptedCompanies(int count, int differing)
{
    private const string CsmEmail = "csm@example.com";

    public void SeedInto(GainsightTenant tenant)
    {
        var csm = tenant.Seed("gsuser", [new() { ["Name"] = "Csm", ["Email"] = CsmEmail }])[0];
        tenant.Seed(GainsightObjects.CompanyName, Enumerable.Range(0, count).Select(number => new JsonObject
        {
            ["Name"] = Customers.NameOf(number),
            ["Employees"] = number,
            ["Arr"] = number < differing ? 0.5m : ArrOf(number),
            ["Stage"] = "Launched",
            ["RenewalDate"] = RenewalOf(number).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["Csm"] = csm,
        }));
    }

    public SyncBuilder SyncTo(GainsightDestination destination) => new SyncBuilder("adopted")
        .From(new ObjectSource<int>(
            () => Enumerable.Range(0, count),
            columns => columns.Column("name", number => Customers.NameOf(number)).Column("seats", number => number).Column("arr", number => ArrOf(number))
                .Column("stage", _ => "Launched").Column("renews", number => RenewalOf(number)).Column("csm", _ => CsmEmail)))
        .To(destination, GainsightObjects.CompanyName, SyncBehavior.UpdateOrCreate).FirstRun(FirstRun.AdoptMatching)
        .Key("name", "Name").Map("seats", "Employees").Map("arr", "Arr").Map("stage", "Stage").Map("renews", "RenewalDate").MapLookup("csm", "Csm", by: "Email");

    private static decimal ArrOf(int number) => number + 1.25m;

    private static DateOnly RenewalOf(int number) => new DateOnly(2026, 1, 1).AddDays(number % 365);
}
