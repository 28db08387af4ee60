using Census.Sync.ConformanceTests;

namespace Census.Sync.Http.Tests.Quota;

public sealed class StoresHaveSuitesTests() : EveryStoreHasItsSuite(typeof(InMemoryQuotaStore).Assembly);
