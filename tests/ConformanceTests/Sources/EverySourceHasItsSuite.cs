using System.Reflection;

namespace Census.Sync.ConformanceTests;

/// <summary>Derive it once in each test project of a package that has sources.</summary>
public abstract class EverySourceHasItsSuite(Assembly product)
{
    [Fact]
    public void Every_source_has_its_suite() =>
        SuiteCoverage.Require(product, GetType().Assembly, typeof(SyncSource), typeof(SyncSourceConformance));

    [Fact]
    public void The_memory_of_every_source_is_measured() =>
        SuiteCoverage.Require(product, GetType().Assembly, typeof(SyncSource), typeof(SyncSourceMemory));
}
