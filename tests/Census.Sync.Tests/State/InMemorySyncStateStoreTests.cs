using Census.Sync.ConformanceTests;

namespace Census.Sync.Tests.State;

[SuiteFor(typeof(InMemorySyncStateStore))]
public sealed class InMemorySyncStateStoreTests : SyncStateStoreConformance
{
    private InMemorySyncStateStore? _store;

    protected override ValueTask<SyncStateStore> CreateStoreAsync(TimeProvider time) => new(_store ??= new(time));
}

public sealed class SuitesOfTheEngine() : EveryStoreHasItsSuite(typeof(InMemorySyncStateStore).Assembly);
