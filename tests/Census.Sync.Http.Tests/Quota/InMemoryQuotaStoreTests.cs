using Census.Sync.ConformanceTests;

namespace Census.Sync.Http.Tests.Quota;

[SuiteFor(typeof(InMemoryQuotaStore))]
public sealed class InMemoryQuotaStoreTests : QuotaStoreConformance
{
    private readonly InMemoryQuotaStore _store = new();

    [Fact]
    public async Task A_day_of_fifty_thousand_calls_takes_little_memory_and_no_permit_comes_back_early()
    {
        QuotaWindow[] windows = [PerDay(50_000)];
        var start = Time.GetUtcNow();
        for (var i = 0; i < 50_000; i++)
        {
            await ReserveAndCompleteAsync(_store, 1, windows);
            Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.InRange(_store.Kept, 1, 4_097);
        Time.Advance(start + Day - Tick - Time.GetUtcNow());
        Assert.Equal(0, (await ReserveAsync(_store, 1, windows)).Permits);
        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.True((await ReserveAsync(_store, 1, windows)).Permits > 0);
    }

    protected override ValueTask<QuotaStore> CreateStoreAsync(TimeProvider time) => new(_store);

    protected override ValueTask<long> CountKeptReservationsAsync(QuotaStore store) => new(_store.Kept);
}
