using Census.Sync.ConformanceTests;

namespace Census.Sync.Sources.Warehouses.Tests;

public sealed class SourcesHaveTheirSuites() : EverySourceHasItsSuite(typeof(SnowflakeSource).Assembly);
