using System.Text.Json.Nodes;
using Census.Sync.Emulators;

namespace Gainsight.Client.Tests.Objects;

/// <summary>What the tenants of these tests hold.</summary>
internal static class Samples
{
    public const string Asset = "Asset__gc";

    /// <summary>A custom object of low volume with a field of each kind that matters.</summary>
    public static void DeclareAssets(this Tenant tenant) => tenant.Emulator.DeclareObject(new(Asset)
    {
        Fields =
        [
            new("Serial__gc", "STRING") { Length = 20 },
            new("Number__gc", "NUMBER"),
            new("Mail__gc", "EMAIL"),
            new("Kind__gc", "PICKLIST") { Options = ["Car", "Van", new("Tram") { Active = false }] },
            new("Marks__gc", "MULTISELECTDROPDOWNLIST") { Options = ["Red", "Old"] },
            new("Price__gc", "CURRENCY") { DecimalPlaces = 2 },
            new("Share__gc", "PERCENTAGE"),
            new("Sold__gc", "BOOLEAN"),
            new("Built__gc", "DATE"),
            new("Seen__gc", "DATETIME"),
            new("Note__gc", "RICHTEXTAREA"),
            new("Owner__gc", "LOOKUP") { LookupObject = "company" },
        ],
    });

    public static string SeedCompany(this Tenant tenant, string name) => tenant.Emulator.Seed("company", new JsonObject { ["Name"] = name })[0];

    public static string SeedType(this Tenant tenant, string name) => tenant.Emulator.Seed("relationship_type", new JsonObject { ["Name"] = name })[0];

    public static string SeedRelationship(this Tenant tenant, string company, string type, string name) =>
        tenant.Emulator.Seed("relationship", new JsonObject { ["Name"] = name, ["CompanyId"] = company, ["TypeId"] = type })[0];

    public static string Text(this JsonObject record, string field) => record[field]?.ToString() ?? "";
}
