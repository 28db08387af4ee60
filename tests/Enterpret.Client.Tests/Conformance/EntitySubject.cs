using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Enterpret.Client.Tests.Conformance;

/// <summary>Users or accounts.</summary>
public abstract class EntitySubject : EnterpretSubject
{
    public override IReadOnlyList<SyncBehavior> Behaviors { get; } = [SyncBehavior.UpdateOrCreate, SyncBehavior.UpdateOnly, SyncBehavior.CreateOnly];

    public override IReadOnlyList<SampleField> Fields { get; } = [new("Id"), new("Created At"), new("Plan", FieldType.String)];

    public override FieldValue WrongType => $"{Canary} day";

    public override FieldValue[] Record(int number, FieldValue value) => [KeyOf(number), Make.Day, value];

    protected override string? ValueIn(JsonObject item) => (string?)item["attributes"]?["Plan"]?["s"]?[0];
}
