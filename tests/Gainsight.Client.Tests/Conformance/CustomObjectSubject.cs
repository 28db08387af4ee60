using Census.Sync;
using Census.Sync.ConformanceTests;
using Gainsight.Client.Tests.Objects;

namespace Gainsight.Client.Tests.Conformance;

public sealed class CustomObjectSubject : GainsightSubject
{
    public override string ObjectName => Samples.Asset;

    public override IReadOnlyList<SyncBehavior> Behaviors { get; } =
        [SyncBehavior.UpdateOrCreate, SyncBehavior.UpdateOnly, SyncBehavior.CreateOnly, SyncBehavior.Mirror, SyncBehavior.Append, SyncBehavior.Delete];

    public override IReadOnlyList<SampleField> Fields { get; } = [new("Serial__gc"), new("Owner__gc"), new("Built__gc"), new("Note__gc")];

    public override FieldValue WrongType => $"{Canary} day";

    public override async ValueTask StartAsync()
    {
        await base.StartAsync();
        Tenant.DeclareAssets();
    }

    public override FieldValue[] Record(int number, FieldValue value) => [KeyOf(number), FieldValue.Absent, new DateOnly(2026, 2, 28), value];
}
