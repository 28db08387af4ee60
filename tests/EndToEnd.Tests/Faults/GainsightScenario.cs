using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.Emulators;

namespace EndToEnd.Tests.Faults;

/// <summary>A sync into one object of Gainsight, and how the object looks when it holds just what the source says.</summary>
/// <param name="ObjectName">The object.</param>
/// <param name="Behavior">What the sync does.</param>
/// <param name="Prepare">Puts there what the sync needs.</param>
/// <param name="Map">Maps the columns of the source.</param>
/// <param name="Seed">A record of somebody else under the key of a row.</param>
/// <param name="Contents">The records, as <see cref="Expected"/> shows them.</param>
/// <param name="Expected">What a row becomes.</param>
internal sealed record GainsightScenario(
    string ObjectName,
    SyncBehavior Behavior,
    Action<GainsightEmulator> Prepare,
    Action<SyncBuilder> Map,
    Action<GainsightEmulator, SourceRow>? Seed,
    Func<GainsightEmulator, IEnumerable<string>> Contents,
    Func<SourceRow, string> Expected)
{
    private const string Asset = "Asset__gc";

    public bool UsesOAuth { get; init; }

    public int Removed => Behavior == SyncBehavior.Mirror ? 3 : 0;

    public static GainsightScenario Of(string name) => name switch
    {
        "companies" => Companies,
        "companies with OAuth" => Companies with { UsesOAuth = true },
        "assets" => Assets,
        "persons" => Persons,
        "persons at companies" => CompanyPersons,
        "relationships" => Relationships,
        _ => RelationshipPersons,
    };

    private static GainsightScenario Companies { get; } = new(
        "Company",
        SyncBehavior.Mirror,
        emulator => SeedOwners(emulator, "gsuser", owner => new() { ["Name"] = $"Owner {owner}", ["Email"] = $"owner{owner}@x.com" }),
        sync => sync.Key("key", "Name").Map("text", "Industry").MapLookup("ownerMail", "Csm", by: "Email"),
        (emulator, row) => emulator.Seed("company", new JsonObject { ["Name"] = row.Key, ["Industry"] = "foreign" }),
        emulator => emulator.Records("company").Select(record => $"{record["Name"]} {record["Industry"]} {NameOf(emulator, "gsuser", record["Csm"])}"),
        row => $"{row.Key} {row.Text} Owner {row.Owner}");

    private static GainsightScenario Assets { get; } = new(
        Asset,
        SyncBehavior.UpdateOrCreate,
        emulator =>
        {
            emulator.DeclareObject(new(Asset)
            {
                Fields = [new("Serial__gc", "STRING"), new("Kind__gc", "PICKLIST") { Options = ["first", "second"] }, new("Owner__gc", "LOOKUP") { LookupObject = "company" }],
            });
            SeedOwners(emulator, "company", owner => new() { ["Name"] = $"Owner {owner}" });
        },
        sync => sync.Key("key", "Serial__gc").Map("text", "Kind__gc").MapLookup("owner", "Owner__gc", by: "Name"),
        (emulator, row) => emulator.Seed(Asset, new JsonObject { ["Serial__gc"] = row.Key, ["Kind__gc"] = "first" }),
        emulator => emulator.Records(Asset).Select(record => $"{record["Serial__gc"]} {record["Kind__gc"]} {NameOf(emulator, "company", record["Owner__gc"])}"),
        row => $"{row.Key} {row.Text} Owner {row.Owner}");

    private static GainsightScenario Persons { get; } = new(
        "Person",
        SyncBehavior.UpdateOrCreate,
        _ => { },
        sync => sync.Key("address", "Email").Map("text", "FirstName"),
        null,
        emulator => emulator.Records("person").Select(record => $"{record["Email"]} {record["FirstName"]}"),
        row => $"p{row.Key}@x.com {row.Text}");

    private static GainsightScenario CompanyPersons { get; } = new(
        "Company_Person",
        SyncBehavior.UpdateOrCreate,
        emulator => SeedOwners(emulator, "company", owner => new() { ["Name"] = $"Owner {owner}" }),
        sync => sync.Key("key", "SourceId").Map("mail", "Email").MapLookup("owner", "Company_ID", by: "Name").Map("text", "Title"),
        null,
        emulator => emulator.Records("company_person").Select(record =>
            $"{NameOf(emulator, "person", record["Person_ID"], "Email")} {NameOf(emulator, "company", record["Company_ID"])} {record["Title"]}"),
        row => $"m{row.Number / 2}@x.com Owner {row.Owner} {row.Text}");

    private static GainsightScenario Relationships { get; } = new(
        "Relationship",
        SyncBehavior.Mirror,
        emulator =>
        {
            SeedOwners(emulator, "company", owner => new() { ["Name"] = $"Owner {owner}", ["Gsid"] = CompanyId(owner) });
            emulator.Seed("relationship_type", new JsonObject { ["Name"] = "Product", ["Gsid"] = TypeId });
        },
        sync => sync.Key("company", "CompanyId").Key("key", "Name").Map("text", "Summary").MapConstant("TypeId", TypeId),
        (emulator, row) => emulator.Seed("relationship", new JsonObject { ["Name"] = row.Key, ["CompanyId"] = CompanyId(row.Owner), ["TypeId"] = TypeId }),
        emulator => emulator.Records("relationship").Select(record => $"{record["CompanyId"]} {record["Name"]} {record["Summary"]}"),
        row => $"{CompanyId(row.Owner)} {row.Key} {row.Text}");

    private static GainsightScenario RelationshipPersons { get; } = new(
        "Relationship_Person",
        SyncBehavior.UpdateOrCreate,
        emulator =>
        {
            Relationships.Prepare(emulator);
            SeedOwners(emulator, "relationship", owner => new() { ["Name"] = $"Owner {owner}", ["CompanyId"] = CompanyId(owner), ["TypeId"] = TypeId });
        },
        sync => sync.Key("key", "SourceId").Map("mail", "Email").MapLookup("owner", "Company_ID", by: "Name").MapLookup("owner", "Relationship_ID", by: "Name")
            .Map("text", "Role"),
        null,
        emulator => emulator.Records("relationship_person").Select(record =>
            $"{NameOf(emulator, "person", record["Person_ID"], "Email")} {NameOf(emulator, "relationship", record["Relationship_ID"])} {record["Role"]}"),
        row => $"m{row.Number / 2}@x.com Owner {row.Owner} {row.Text}");

    private static string TypeId { get; } = "1P06" + new string('T', 32);

    public static string CompanyId(int owner) => "1P02" + new string((char)('A' + owner), 32);

    private static void SeedOwners(GainsightEmulator emulator, string objectName, Func<int, JsonObject> record) =>
        emulator.Seed(objectName, Enumerable.Range(0, 3).Select(record));

    private static string? NameOf(GainsightEmulator emulator, string objectName, JsonNode? gsid, string field = "Name") =>
        gsid is null ? null : (string?)emulator.Find(objectName, "Gsid", (string)gsid!)![field];
}
