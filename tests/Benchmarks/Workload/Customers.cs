using Census.Sync.Sources;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>Customers of the source, and their sync to the companies.</summary>
/// <param name="count">The number of customers.</param>
internal sealed class Customers(int count)
{
    private const string GoodAccount = "001000000000001AAA";

    /// <summary>Gets or sets what changes from one run to the next.</summary>
    public int Seats { get; set; } = 10;

    /// <summary>Gets or sets the Salesforce ID of a customer: metadata cannot tell a wrong one, the vendor can.</summary>
    public Func<int, string> Account { get; set; } = static _ => GoodAccount;

    /// <summary>Gets or sets the stage of a customer, which is an item of a dropdown.</summary>
    public Func<int, string> Stage { get; set; } = static _ => "Launched";

    public static string NameOf(int number) => $"Customer {number}";

    public static string AccountOf(bool isBad, int number) => isBad ? $"no id {number}" : GoodAccount;

    /// <summary>The numbers of some bad ones, spread at random.</summary>
    public static HashSet<int> Spread(int count, int bad, int seed)
    {
        var random = new Random(seed);
        HashSet<int> numbers = [];
        while (numbers.Count < bad)
            numbers.Add(random.Next(count));
        return numbers;
    }

    public IEnumerable<string> Names => Enumerable.Range(0, count).Select(NameOf);

    public Func<GainsightDestination, SyncBuilder> SyncTo(SyncBehavior behavior) => destination => new SyncBuilder("customers")
        .From(new ObjectSource<int>(
            () => Enumerable.Range(0, count),
            columns => columns.Column("name", number => NameOf(number)).Column("seats", _ => Seats)
                .Column("account", number => Account(number)).Column("stage", number => Stage(number))))
        .To(destination, GainsightObjects.CompanyName, behavior)
        .Key("name", "Name").Map("seats", "Employees").Map("account", "SfdcAccountId").Map("stage", "Stage");
}
