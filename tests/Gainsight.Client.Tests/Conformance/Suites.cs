using Census.Sync;
using Census.Sync.ConformanceTests;
using Gainsight.Client.Tests.Objects;

namespace Gainsight.Client.Tests.Conformance;

[SuiteFor(typeof(GainsightDestination))]
public sealed class CompanyConformance : SyncDestinationConformance<CompanySubject>;

[SuiteFor(typeof(GainsightDestination))]
public sealed class CustomObjectConformance : SyncDestinationConformance<CustomObjectSubject>;

[SuiteFor(typeof(GainsightDestination))]
public sealed class RelationshipConformance : SyncDestinationConformance<RelationshipSubject>;

[SuiteFor(typeof(GainsightDestination))]
public sealed class PersonConformance : SyncDestinationConformance<PersonSubject>;

[SuiteFor(typeof(GainsightDestination))]
public sealed class CompanyPersonConformance : SyncDestinationConformance<CompanyPersonSubject>;

[SuiteFor(typeof(GainsightDestination))]
public sealed class RelationshipPersonConformance : SyncDestinationConformance<RelationshipPersonSubject>;

public sealed class DestinationsHaveSuites() : EveryDestinationHasItsSuite(typeof(GainsightDestination).Assembly), IAsyncDisposable
{
    private Tenant? _tenant;

    protected override async ValueTask<SyncDestination> ConnectAsync()
    {
        _tenant = await Tenant.StartAsync();
        _tenant.DeclareAssets();
        return _tenant.CreateDestination();
    }

    public ValueTask DisposeAsync() => _tenant?.DisposeAsync() ?? default;
}
