namespace Census.Sync.TestUtilities;

/// <summary>Passes on to another store and, at a chosen write, behaves like a process that was killed: nothing works any more.</summary>
public sealed class FailingStore(SyncStateStore inner) : SyncStateStore
{
    /// <summary>The write that the process does not survive, from 1; 0 for never.</summary>
    public int KilledAtWrite { get; set; }

    /// <summary>Whether that write still reached the store.</summary>
    public bool AfterTheWrite { get; set; }

    /// <summary>Called before each renewal of the lease; may throw.</summary>
    public Action? OnRenew { get; set; }

    public int Writes { get; private set; }

    /// <summary>The number of blobs put since the last time it was set to nothing, by section.</summary>
    public Dictionary<StateSection, int> Puts { get; } = [];

    /// <summary>The number of blobs that were asked for one by one, or of enumerations, by section.</summary>
    public Dictionary<StateSection, int> Reads { get; } = [];

    /// <summary>Called before each write; may throw.</summary>
    public Action<StateWrite>? OnWrite { get; set; }

    public bool IsDead { get; private set; }

    public void Kill() => IsDead = true;

    public override async ValueTask<SyncStateSession?> TryOpenAsync(string syncName, SyncLease lease, CancellationToken cancellationToken = default) =>
        await inner.TryOpenAsync(syncName, lease, cancellationToken) is { } session ? new Session(this, session) : null;

    public override ValueTask<SyncStateReader> OpenReadAsync(string syncName, CancellationToken cancellationToken = default) =>
        inner.OpenReadAsync(syncName, cancellationToken);

    public override ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);

    public sealed class KilledException() : Exception("killed");

    private sealed class Session(FailingStore store, SyncStateSession inner) : SyncStateSession
    {
        public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(StateSection section, long number, CancellationToken cancellationToken = default)
        {
            CountRead(section);
            return inner.ReadAsync(section, number, cancellationToken);
        }

        public override IAsyncEnumerable<StateBlob> ReadRangeAsync(
            StateSection section, long from = 0, long to = long.MaxValue, CancellationToken cancellationToken = default)
        {
            CountRead(section);
            return inner.ReadRangeAsync(section, from, to, cancellationToken);
        }

        public override async ValueTask WriteAsync(StateWrite write, CancellationToken cancellationToken = default)
        {
            if (store.IsDead)
                throw new KilledException();
            store.OnWrite?.Invoke(write);
            lock (store.Puts)
            {
                foreach (var (section, _) in write.Puts)
                    store.Puts[section] = store.Puts.GetValueOrDefault(section) + 1;
            }

            var isLast = ++store.Writes == store.KilledAtWrite;
            if (!isLast || store.AfterTheWrite)
                await inner.WriteAsync(write, cancellationToken);
            if (isLast)
            {
                store.Kill();
                throw new KilledException();
            }
        }

        public override ValueTask RenewAsync(CancellationToken cancellationToken = default)
        {
            store.OnRenew?.Invoke();
            return inner.RenewAsync(cancellationToken);
        }

        private void CountRead(StateSection section)
        {
            lock (store.Reads)
                store.Reads[section] = store.Reads.GetValueOrDefault(section) + 1;
        }

        // A killed process does not give its lease back either; the tests take it when it has expired.
        public override ValueTask DisposeAsync() => store.IsDead ? default : inner.DisposeAsync();
    }
}
