using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.ConformanceTests;
using Gainsight.Client.Tests.Objects;

namespace Gainsight.Client.Tests.Conformance;

/// <summary>Relationships of one company, which are told apart by name.</summary>
public sealed class RelationshipSubject : GainsightSubject
{
    private string _company = "";
    private string _type = "";

    public override string ObjectName => "Relationship";

    public override IReadOnlyList<SyncBehavior> Behaviors { get; } =
        [SyncBehavior.UpdateOrCreate, SyncBehavior.UpdateOnly, SyncBehavior.Mirror, SyncBehavior.Delete];

    public override IReadOnlyList<SampleField> Fields { get; } =
        [new("Name"), new("CompanyId"), new("TypeId"), new("Csm"), new("Arr"), new("Summary")];

    public override int KeyCount => 2;

    public override IReadOnlyList<string> KeysBeside(string key) => key == "Name" ? ["CompanyId"] : [];

    public override FieldValue WrongType => $"{Canary} sum";

    public override async ValueTask StartAsync()
    {
        await base.StartAsync();
        (_company, _type) = (Tenant.SeedCompany("Acme"), Tenant.SeedType("Product"));
    }

    public override FieldValue[] Record(int number, FieldValue value) => [KeyOf(number), _company, _type, FieldValue.Absent, number, value];

    public override FieldValue[] RefusedRecord(int number, SyncOperation operation)
    {
        var record = base.RefusedRecord(number, operation);
        if (operation != SyncOperation.Delete)
            (record[1], record[3]) = (_company, $"{Canary} no id");
        return record;
    }

    // What is found by its key is updated by its ID.
    public override bool IsShown(JsonNode? shown, JsonNode? sent) => base.IsShown(Named(shown), Named(sent));

    private static JsonNode? Named(JsonNode? body)
    {
        var copy = body?.DeepClone();
        foreach (var record in copy?["records"]?.AsArray().Select(record => record!.AsObject()) ?? [])
        {
            if (record.Remove("Gsid") | record.Remove("Name"))
                record.Remove("CompanyId");
            else
                return null;
        }

        return copy;
    }
}
