using Census.Sync.TestUtilities;

namespace Census.Sync.ConformanceTests;

/// <summary>What every <see cref="SyncStateStore"/> does. Derive it, and mark the class with <see cref="SuiteForAttribute"/>.</summary>
public abstract partial class SyncStateStoreConformance : IAsyncLifetime
{
    private readonly List<SyncStateStore> _stores = [];

    protected static readonly TimeSpan LeaseDuration = TimeSpan.FromMinutes(2);

    protected ManualTimeProvider Time { get; } = new();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Makes a store over the same storage on each call, as two processes would.</summary>
    /// <remarks>A store in memory returns the same object each time. All of them are disposed after the test.</remarks>
    protected abstract ValueTask<SyncStateStore> CreateStoreAsync(TimeProvider time);

    public virtual ValueTask InitializeAsync() => default;

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    protected async Task<SyncStateStore> StoreAsync()
    {
        var store = await CreateStoreAsync(Time);
        _stores.Add(store);
        return store;
    }

    protected static SyncLease Lease(string owner = "one") => new(owner, LeaseDuration);

    protected static async Task<SyncStateSession> OpenAsync(SyncStateStore store, string owner = "one", string sync = "companies") =>
        await store.TryOpenAsync(sync, Lease(owner), Cancellation)
        ?? throw new InvalidOperationException($"The lease of '{sync}' was refused to '{owner}'.");

    protected static StateWrite PutOf(StateSection section, long number, params byte[] content) =>
        new StateWrite().Put(section, number, content);

    protected static async Task<IReadOnlyList<byte>?> ReadAsync(SyncStateSession session, StateSection section, long number) =>
        (await session.ReadAsync(section, number, Cancellation))?.ToArray();

    protected static async Task<List<(long Number, byte[] Content)>> ReadAllAsync(
        SyncStateReader session, StateSection section, long from = 0, long to = long.MaxValue)
    {
        List<(long, byte[])> blobs = [];
        await foreach (var blob in session.ReadRangeAsync(section, from, to, Cancellation))
            blobs.Add((blob.Number, blob.Content.ToArray()));
        return blobs;
    }

    protected static async Task<List<(long Number, int Length)>> WithoutLeaseAsync(
        SyncStateStore store, string sync, StateSection section, long from = 0, long to = long.MaxValue)
    {
        List<(long, int)> blobs = [];
        await foreach (var blob in store.ReadRangeAsync(sync, section, from, to, Cancellation))
            blobs.Add((blob.Number, blob.Content.Length));
        return blobs;
    }

    protected static async Task<IReadOnlyList<long>> NumbersAsync(
        SyncStateReader session, StateSection section, long from = 0, long to = long.MaxValue) =>
        [.. (await ReadAllAsync(session, section, from, to)).Select(blob => blob.Number)];

    /// <summary>Bytes that compress badly and differ from blob to blob.</summary>
    protected static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
