using System.Reflection;

namespace Census.Sync.ConformanceTests;

public sealed class SuiteCoverageTests
{
    private static readonly Assembly ThisAssembly = typeof(SuiteCoverageTests).Assembly;

    [Fact]
    public void A_store_without_a_suite_is_missed()
    {
        var missing = SuiteCoverage.Missing(ThisAssembly, ThisAssembly, typeof(QuotaStore), typeof(QuotaStoreConformance));

        Assert.Equal([typeof(StoreWithoutSuite)], missing);
    }

    [Fact]
    public void A_contract_without_implementations_misses_nothing() =>
        Assert.Empty(SuiteCoverage.Missing(ThisAssembly, ThisAssembly, typeof(SyncStateStore), typeof(SyncStateStoreConformance)));

    private sealed class StoreWithoutSuite : QuotaStore
    {
        public override ValueTask<QuotaReservation> ReserveAsync(QuotaRequest request, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public override ValueTask CompleteAsync(
            string quota, long id, int used, DateTimeOffset answeredAt, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();
    }
}
