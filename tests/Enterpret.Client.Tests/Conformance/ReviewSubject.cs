using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Enterpret.Client.Tests.Conformance;

public sealed class ReviewSubject : FeedbackSubject
{
    public override DestinationObjectReference Target => EnterpretObjects.Reviews;

    protected override SampleField Content => new("Text");
}
