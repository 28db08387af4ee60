using System.Text.Json.Nodes;
using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Enterpret.Client.Tests.Conformance;

/// <summary>Feedback of a type, with a metadata field that changes.</summary>
public abstract class FeedbackSubject : EnterpretSubject
{
    public override IReadOnlyList<SyncBehavior> Behaviors { get; } = [SyncBehavior.CreateOnly];

    public override IReadOnlyList<SampleField> Fields => [new("Id"), Content, new("Created At"), new("note", FieldType.String)];

    public override FieldValue WrongType => $"{Canary} day";

    protected override IReadOnlyList<JsonObject> Items => Workspace.Emulator.Records;

    /// <summary>Gets the field that holds what was said.</summary>
    protected abstract SampleField Content { get; }

    public override FieldValue[] Record(int number, FieldValue value) => [KeyOf(number), Say($"{Canary} said"), Make.Day, value];

    protected override string? ValueIn(JsonObject item) => (string?)item["metadata"]?["metadata"]?["note"]?["array"]?["s"]?[0];

    protected virtual FieldValue Say(string text) => text;
}
