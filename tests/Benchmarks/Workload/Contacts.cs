using System.Globalization;
using Census.Sync.Sources;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>Persons of the source, each at two companies: a row for each, in an order that tears them apart.</summary>
internal sealed class Contacts
{
    private const int Seed = 1;
    private readonly (int Person, int Company)[] _rows;

    /// <param name="people">The number of persons.</param>
    /// <param name="companies">The number of companies that they may be at.</param>
    public Contacts(int people, int companies)
    {
        var random = new Random(Seed);
        _rows = new (int, int)[people * 2];
        for (var person = 0; person < people; person++)
        {
            var first = random.Next(companies);
            _rows[person * 2] = (person, first);
            _rows[person * 2 + 1] = (person, (first + 1 + random.Next(companies - 1)) % companies);
        }

        random.Shuffle(_rows);
    }

    public int Rows => _rows.Length;

    public SyncBuilder SyncTo(GainsightDestination destination) => new SyncBuilder("contacts")
        .From(new ObjectSource<(int Person, int Company)>(
            () => _rows,
            columns => columns.Column("id", row => string.Create(CultureInfo.InvariantCulture, $"{row.Person} at {row.Company}"))
                .Column("email", row => $"person{row.Person}@example.com").Column("first_name", row => $"Person {row.Person}")
                .Column("company", row => Customers.NameOf(row.Company)).Column("title", _ => "Engineer")))
        .To(destination, GainsightObjects.CompanyPersonName, SyncBehavior.UpdateOrCreate)
        .Key("id", GainsightObjects.SourceIdField).Map("email", "Email").Map("first_name", "Person_ID__gr.FirstName")
        .MapLookup("company", "Company_ID", by: "Name").Map("title", "Title");
}
