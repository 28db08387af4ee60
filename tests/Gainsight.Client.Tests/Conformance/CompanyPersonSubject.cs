using Census.Sync;
using Census.Sync.ConformanceTests;
using Gainsight.Client.Tests.Objects;

namespace Gainsight.Client.Tests.Conformance;

/// <summary>Persons at one company, under ids of the source.</summary>
public sealed class CompanyPersonSubject : PeopleSubject
{
    private string _company = "";

    public override string ObjectName => "Company_Person";

    public override IReadOnlyList<SyncBehavior> Behaviors { get; } = [SyncBehavior.UpdateOrCreate];

    public override IReadOnlyList<SampleField> Fields { get; } = [new("SourceId"), new("Company_ID"), new("Email"), new("Active"), new("Title")];

    public override FieldValue WrongType => $"{Canary} maybe";

    public override IReadOnlyList<VendorRecord> Held => HeldByPerson("Title");

    public override async ValueTask StartAsync()
    {
        await base.StartAsync();
        _company = Tenant.SeedCompany("Acme");
    }

    public override FieldValue[] Record(int number, FieldValue value) => [$"{Canary} {number}", _company, KeyOf(number), true, value];
}
