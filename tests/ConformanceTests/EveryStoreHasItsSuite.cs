using System.Reflection;

namespace Census.Sync.ConformanceTests;

/// <summary>Derive it once in each test project of a package that has stores.</summary>
public abstract class EveryStoreHasItsSuite(Assembly product)
{
    [Fact]
    public void Every_state_store_has_its_suite() =>
        SuiteCoverage.Require(product, GetType().Assembly, typeof(SyncStateStore), typeof(SyncStateStoreConformance));

    [Fact]
    public void Every_quota_store_has_its_suite() =>
        SuiteCoverage.Require(product, GetType().Assembly, typeof(QuotaStore), typeof(QuotaStoreConformance));
}
