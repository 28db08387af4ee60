using Census.Sync;
using Census.Sync.ConformanceTests;

namespace Enterpret.Client.Tests.Conformance;

[SuiteFor(typeof(EnterpretDestination))]
public sealed class UserConformance : SyncDestinationConformance<UserSubject>;

[SuiteFor(typeof(EnterpretDestination))]
public sealed class AccountConformance : SyncDestinationConformance<AccountSubject>;

[SuiteFor(typeof(EnterpretDestination))]
public sealed class ReviewConformance : SyncDestinationConformance<ReviewSubject>;

[SuiteFor(typeof(EnterpretDestination))]
public sealed class SurveyResponseConformance : SyncDestinationConformance<SurveyResponseSubject>;

[SuiteFor(typeof(EnterpretDestination))]
public sealed class ConversationConformance : SyncDestinationConformance<ConversationSubject>;

[SuiteFor(typeof(EnterpretDestination))]
public sealed class ForumThreadConformance : SyncDestinationConformance<ForumThreadSubject>;

[SuiteFor(typeof(EnterpretDestination))]
public sealed class ErasureConformance : SyncDestinationConformance<ErasureSubject>;

public sealed class DestinationsHaveSuites() : EveryDestinationHasItsSuite(typeof(EnterpretDestination).Assembly), IAsyncDisposable
{
    private Workspace? _workspace;

    protected override async ValueTask<SyncDestination> ConnectAsync()
    {
        _workspace = await Workspace.StartAsync();
        return _workspace.CreateDestination();
    }

    public ValueTask DisposeAsync() => _workspace?.DisposeAsync() ?? default;
}
