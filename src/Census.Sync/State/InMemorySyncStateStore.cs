using System.Runtime.CompilerServices;

namespace Census.Sync;

/// <summary>Keeps the state in memory: for tests, and for syncs that may send everything again after a restart.</summary>
public sealed class InMemorySyncStateStore : SyncStateStore
{
    private readonly Dictionary<string, SyncState> _syncs = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    /// <summary>Initializes a store.</summary>
    /// <param name="timeProvider">The clock by which leases expire; the system's by default.</param>
    public InMemorySyncStateStore(TimeProvider? timeProvider = null) => _time = timeProvider ?? TimeProvider.System;

    /// <inheritdoc/>
    public override ValueTask<SyncStateSession?> TryOpenAsync(string syncName, SyncLease lease, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(syncName);
        ArgumentNullException.ThrowIfNull(lease);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_syncs)
        {
            if (!_syncs.TryGetValue(syncName, out var state))
                _syncs[syncName] = state = new();
            if (state.Holder is { } holder && holder.Lease.Owner != lease.Owner && !state.IsExpired(_time.GetUtcNow()))
                return new((SyncStateSession?)null);
            var session = new Session(this, state, syncName, lease);
            state.Holder = session;
            state.ExpiresAt = _time.GetUtcNow() + lease.Duration;
            return new(session);
        }
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_syncs)
            return new([.. _syncs.Keys.Order(StringComparer.Ordinal)]);
    }

    /// <inheritdoc/>
    public override ValueTask<SyncStateReader> OpenReadAsync(string syncName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(syncName);
        cancellationToken.ThrowIfCancellationRequested();

        // What is written is a new array each time, so the arrays of this moment stay as they are.
        lock (_syncs)
            return new(new Snapshot(_syncs.TryGetValue(syncName, out var state) ? state.Copy() : new()));
    }

    private static async IAsyncEnumerable<StateBlob> EnumerateAsync(Func<StateBlob[]> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        foreach (var blob in read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return blob;
        }

        await Task.CompletedTask.ConfigureAwait(false);
    }

    private sealed class SyncState
    {
        public SortedDictionary<long, byte[]>[] Sections { get; } = [.. Enum.GetValues<StateSection>().Select(_ => new SortedDictionary<long, byte[]>())];

        public Session? Holder { get; set; }

        public DateTimeOffset ExpiresAt { get; set; }

        public SyncState Copy()
        {
            var copy = new SyncState();
            for (var i = 0; i < Sections.Length; i++)
                copy.Sections[i] = new(Sections[i]);
            return copy;
        }

        public StateBlob[] Range(StateSection section, long from, long to) =>
            [.. Sections[(int)section].Where(blob => blob.Key >= from && blob.Key < to).Select(blob => new StateBlob(blob.Key, blob.Value))];

        public ReadOnlyMemory<byte>? Find(StateSection section, long number) =>
            Sections[(int)section].TryGetValue(number, out var content) ? content : (ReadOnlyMemory<byte>?)null;

        /// <summary>Whether the lease has run out. Once it has, its holder is forgotten: a clock that is set back does not revive it.</summary>
        public bool IsExpired(DateTimeOffset now)
        {
            if (now >= ExpiresAt)
                Holder = null;
            return Holder is null;
        }
    }

    private sealed class Snapshot(SyncState state) : SyncStateReader
    {
        private bool _isDisposed;

        public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(StateSection section, long number, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            return new(state.Find(section, number));
        }

        public override IAsyncEnumerable<StateBlob> ReadRangeAsync(
            StateSection section, long from = 0, long to = long.MaxValue, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return EnumerateAsync(() => state.Range(section, from, to), cancellationToken);
        }

        public override ValueTask DisposeAsync()
        {
            _isDisposed = true;
            return default;
        }
    }

    private sealed class Session(InMemorySyncStateStore store, SyncState state, string syncName, SyncLease lease) : SyncStateSession
    {
        private bool _isDisposed;

        public SyncLease Lease => lease;

        public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(StateSection section, long number, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            lock (store._syncs)
                return new(state.Find(section, number));
        }

        public override IAsyncEnumerable<StateBlob> ReadRangeAsync(
            StateSection section, long from = 0, long to = long.MaxValue, CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return EnumerateAsync(Read, cancellationToken);

            StateBlob[] Read()
            {
                lock (store._syncs)
                    return state.Range(section, from, to);
            }
        }

        public override ValueTask WriteAsync(StateWrite write, CancellationToken cancellationToken = default)
        {
            ArgumentNullException.ThrowIfNull(write);
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            lock (store._syncs)
            {
                CheckLease();
                foreach (var (section, from, to) in write.Deletions)
                {
                    foreach (var number in state.Sections[(int)section].Keys.Where(number => number >= from && number < to).ToArray())
                        state.Sections[(int)section].Remove(number);
                }

                foreach (var (section, blob) in write.Puts)
                    state.Sections[(int)section][blob.Number] = blob.Content.ToArray();
            }

            return default;
        }

        public override ValueTask RenewAsync(CancellationToken cancellationToken = default)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            lock (store._syncs)
            {
                CheckLease();
                state.ExpiresAt = store._time.GetUtcNow() + lease.Duration;
            }

            return default;
        }

        public override ValueTask DisposeAsync()
        {
            lock (store._syncs)
            {
                _isDisposed = true;
                if (state.Holder == this)
                    state.Holder = null;
            }

            return default;
        }

        private void CheckLease()
        {
            if (state.IsExpired(store._time.GetUtcNow()) || state.Holder != this)
                throw new SyncLeaseLostException(syncName);
        }
    }
}
