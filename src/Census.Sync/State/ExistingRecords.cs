using System.Security.Cryptography;
using System.Text;

namespace Census.Sync.State;

/// <summary>
/// What is known to exist in an object that cannot be read: every key that any sync of the store delivered to it, or that was named beforehand. Kept like the
/// state of a sync, under a name made of the environment and the object, and held only while it is read or written.
/// </summary>
internal sealed class ExistingRecords
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromSeconds(1);
    private readonly SyncStateStore _store;
    private readonly SyncLease _lease;
    private readonly TimeProvider _time;
    private readonly string _environment;
    private readonly string _name;
    private readonly HashSet<UInt128> _added = [];
    private PageIndex _index = new(0);

    private ExistingRecords(SyncStateStore store, string environment, SyncLease lease, TimeProvider time)
    {
        _store = store;
        _lease = lease;
        _time = time;
        _environment = environment;
        _name = $"~existing/{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(environment)).AsSpan(0, 16))}";
    }

    /// <summary>Reads what is known.</summary>
    /// <param name="store">Where it is kept.</param>
    /// <param name="environment">The account, object and key it is about.</param>
    /// <param name="own">The records that this sync delivered; those a killed run did not come to note are noted now.</param>
    /// <param name="lease">Who asks.</param>
    /// <param name="time">The clock.</param>
    /// <param name="isReadOnly">Whether nothing is to be written, as in a dry run.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async ValueTask<ExistingRecords> OpenAsync(
        SyncStateStore store, string environment, IAsyncEnumerable<UInt128> own, SyncLease lease, TimeProvider time, bool isReadOnly, CancellationToken cancellationToken)
    {
        var existing = new ExistingRecords(store, environment, lease, time);
        await existing.AddAsync(own, isReadOnly, cancellationToken).ConfigureAwait(false);
        return existing;
    }

    public bool Contains(UInt128 key) => _index.TryLocate(key, default, out var position) && position.IsFound || _added.Contains(key);

    /// <summary>Adds keys, and takes in what others added.</summary>
    public async ValueTask AddAsync(IAsyncEnumerable<UInt128> keys, bool isReadOnly, CancellationToken cancellationToken)
    {
        var session = isReadOnly
            ? new ReadOnlyState(await _store.OpenReadAsync(_name, cancellationToken).ConfigureAwait(false))
            : await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var ledger = await SyncLedger.OpenAsync(session, _environment, new(), cancellationToken).ConfigureAwait(false);
            _index = await ledger.Pages.LoadIndexAsync(cancellationToken).ConfigureAwait(false);
            _added.Clear();
            await foreach (var key in keys.WithCancellation(cancellationToken).ConfigureAwait(false))
            {
                if (!Contains(key))
                    _added.Add(key);
            }

            if (_added.Count > 0 && !isReadOnly)
                await ledger.AddAsync(_added, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes a key out of what is known.</summary>
    public static async ValueTask RemoveAsync(
        SyncStateStore store, string environment, UInt128 key, SyncLease lease, TimeProvider time, CancellationToken cancellationToken)
    {
        var session = await new ExistingRecords(store, environment, lease, time).OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            var ledger = await SyncLedger.OpenAsync(session, environment, new(), cancellationToken).ConfigureAwait(false);
            if (!await ledger.Pages.ContainsAsync(key, cancellationToken).ConfigureAwait(false))
                return;
            ledger.Forget([key]);
            await ledger.WriteAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Others hold it for a moment only; one that was killed in it, until its lease has run out.
    private async ValueTask<SyncStateSession> OpenSessionAsync(CancellationToken cancellationToken)
    {
        var start = _time.GetTimestamp();
        while (true)
        {
            if (await _store.TryOpenAsync(_name, _lease, cancellationToken).ConfigureAwait(false) is { } session)
                return session;
            if (_time.GetElapsedTime(start) > _lease.Duration * 2)
                throw new SyncStateException("What is known to exist at the destination is held by another process for too long.");
            await Task.Delay(BetweenTries, _time, cancellationToken).ConfigureAwait(false);
        }
    }
}
