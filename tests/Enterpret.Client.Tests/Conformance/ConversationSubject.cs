using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Enterpret.Client.Tests.Conformance;

public sealed class ConversationSubject : FeedbackSubject
{
    public override DestinationObjectReference Target => EnterpretObjects.Conversations;

    protected override SampleField Content => new("Messages");

    protected override FieldValue Say(string text) => FieldValue.FromJson($$"""[{"actor":"user","text":"{{text}}"}]""");
}
