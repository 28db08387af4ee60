using Census.Sync;
using Census.Sync.ConformanceTests;
using Gainsight.Client.Tests.Objects;

namespace Gainsight.Client.Tests.Conformance;

/// <summary>Persons on one relationship, under ids of the source.</summary>
public sealed class RelationshipPersonSubject : PeopleSubject
{
    private string _company = "";
    private string _relationship = "";

    public override string ObjectName => "Relationship_Person";

    public override IReadOnlyList<SyncBehavior> Behaviors { get; } = [SyncBehavior.UpdateOrCreate];

    public override IReadOnlyList<SampleField> Fields { get; } =
        [new("SourceId"), new("Relationship_ID"), new("Company_ID"), new("Email"), new("Active"), new("Role")];

    public override FieldValue WrongType => $"{Canary} maybe";

    public override IReadOnlyList<VendorRecord> Held => HeldByPerson("Role");

    public override async ValueTask StartAsync()
    {
        await base.StartAsync();
        _company = Tenant.SeedCompany("Acme");
        _relationship = Tenant.SeedRelationship(_company, Tenant.SeedType("Product"), "Support");
    }

    public override FieldValue[] Record(int number, FieldValue value) =>
        [$"{Canary} {number}", _relationship, _company, KeyOf(number), true, value];
}
