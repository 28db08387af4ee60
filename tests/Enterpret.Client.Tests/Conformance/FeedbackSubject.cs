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

public sealed class ReviewSubject : FeedbackSubject
{
    public override DestinationObjectReference Target => EnterpretObjects.Reviews;

    protected override SampleField Content => new("Text");
}

public sealed class SurveyResponseSubject : FeedbackSubject
{
    public override DestinationObjectReference Target => EnterpretObjects.SurveyResponses;

    protected override SampleField Content => new(EnterpretFields.Question("What is missing?"), FieldType.String);
}

public sealed class ConversationSubject : FeedbackSubject
{
    public override DestinationObjectReference Target => EnterpretObjects.Conversations;

    protected override SampleField Content => new("Messages");

    protected override FieldValue Say(string text) => FieldValue.FromJson($$"""[{"actor":"user","text":"{{text}}"}]""");
}

public sealed class ForumThreadSubject : FeedbackSubject
{
    public override DestinationObjectReference Target => EnterpretObjects.ForumThreads;

    protected override SampleField Content => new("Messages");

    protected override FieldValue Say(string text) => FieldValue.FromJson($$"""[{"actor":"user","text":"{{text}}"}]""");
}
