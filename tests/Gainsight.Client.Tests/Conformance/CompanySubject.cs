using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Gainsight.Client.Tests.Conformance;

public sealed class CompanySubject : GainsightSubject
{
    public override string ObjectName => "Company";

    public override IReadOnlyList<SyncBehavior> Behaviors { get; } =
        [SyncBehavior.UpdateOrCreate, SyncBehavior.UpdateOnly, SyncBehavior.CreateOnly, SyncBehavior.Mirror, SyncBehavior.Delete];

    public override IReadOnlyList<SampleField> Fields { get; } = [new("Name"), new("Csm"), new("Employees"), new("Summary")];

    public override FieldValue WrongType => $"{Canary} staff";

    public override FieldValue[] Record(int number, FieldValue value) => [KeyOf(number), FieldValue.Absent, number, value];
}
