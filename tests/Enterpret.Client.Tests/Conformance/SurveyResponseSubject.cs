using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Enterpret.Client.Tests.Conformance;

public sealed class SurveyResponseSubject : FeedbackSubject
{
    public override DestinationObjectReference Target => EnterpretObjects.SurveyResponses;

    protected override SampleField Content => new(EnterpretFields.Question("What is missing?"), FieldType.String);
}
