using Census.Sync.TestUtilities;

namespace Census.Sync.ConformanceTests;

/// <summary>What every <see cref="QuotaStore"/> does. Derive it, and mark the class with <see cref="SuiteForAttribute"/>.</summary>
public abstract partial class QuotaStoreConformance : IAsyncLifetime
{
    private readonly List<QuotaStore> _stores = [];

    protected static readonly TimeSpan Tick = TimeSpan.FromTicks(1);
    protected static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    protected static readonly TimeSpan Day = TimeSpan.FromDays(1);

    protected ManualTimeProvider Time { get; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes a store over the same storage on each call, as two processes would.</summary>
    /// <remarks>A store in memory returns the same object each time. All of them are disposed after the test.</remarks>
    protected abstract ValueTask<QuotaStore> CreateStoreAsync(TimeProvider time);

    /// <summary>Counts what the storage keeps of reservations, of all quotas together.</summary>
    protected abstract ValueTask<long> CountKeptReservationsAsync(QuotaStore store);

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    protected async Task<QuotaStore> StoreAsync()
    {
        var store = await CreateStoreAsync(Time);
        _stores.Add(store);
        return store;
    }

    protected static QuotaWindow PerMinute(int permits) => new(permits, Minute);

    protected static QuotaWindow PerDay(int permits) => new(permits, Day);

    protected Task<QuotaReservation> ReserveAsync(QuotaStore store, int permits, params QuotaWindow[] windows) =>
        ReserveOfAsync(store, "vendor", permits, windows);

    protected async Task<QuotaReservation> ReserveOfAsync(QuotaStore store, string quota, int permits, params QuotaWindow[] windows) =>
        await store.ReserveAsync(new(quota, windows, permits, Time.GetUtcNow()), Cancellation);

    /// <summary>Reports that the answer came just now.</summary>
    protected async Task CompleteAsync(QuotaStore store, QuotaReservation reservation, int? used = null, string quota = "vendor") =>
        await store.CompleteAsync(quota, reservation.Id, used ?? reservation.Permits, Time.GetUtcNow(), Cancellation);

    protected async Task ReserveAndCompleteAsync(QuotaStore store, int permits, params QuotaWindow[] windows)
    {
        var reservation = await ReserveAsync(store, permits, windows);
        Assert.Equal(permits, reservation.Permits);
        await CompleteAsync(store, reservation);
    }

    protected void AdvanceTo(DateTimeOffset moment) => Time.Advance(moment - Time.GetUtcNow());
}
