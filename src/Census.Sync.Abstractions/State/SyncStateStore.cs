using System.Runtime.CompilerServices;

namespace Census.Sync;

/// <summary>Keeps what syncs know of their records between runs.</summary>
/// <remarks>
/// <para>
/// A store is deliberately simple: for each sync a lease, and sections of numbered blobs that are read in order and changed in one atomic
/// write. What the blobs mean is the engine's affair, so that every store has the same format and passes the same tests.
/// </para>
/// <para><b>Thread safety.</b> Members may be called concurrently, by several processes too.</para>
/// <para><b>Errors.</b> A store that cannot be opened, read or written throws a <see cref="SyncStateException"/> whose message says what to do.</para>
/// </remarks>
public abstract class SyncStateStore : IAsyncDisposable
{
    /// <summary>Takes the lease of a sync and opens its state.</summary>
    /// <param name="syncName">The name of the sync; a state is made for a name that is new.</param>
    /// <param name="lease">Who takes the lease, and for how long it holds without renewal.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// The state, or null if somebody else holds a lease that has not expired. An owner that holds the lease itself gets it anew, and the
    /// session it had before can no longer write.
    /// </returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="SyncStateException">The store cannot be used.</exception>
    public abstract ValueTask<SyncStateSession?> TryOpenAsync(string syncName, SyncLease lease, CancellationToken cancellationToken = default);

    /// <summary>Opens the state of a sync as it is at this moment, without a lease: to tell how a sync is, or what a run would do, also while one is under way.</summary>
    /// <param name="syncName">The name of the sync. If it has no state none is made, and there is nothing to read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The state of this moment. Nothing of the store is changed, whatever is read; its owner disposes it.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    /// <exception cref="SyncStateException">The store cannot be read, or is damaged.</exception>
    public abstract ValueTask<SyncStateReader> OpenReadAsync(string syncName, CancellationToken cancellationToken = default);

    /// <summary>Reads blobs of a sync without a lease, in the order of their numbers.</summary>
    /// <param name="syncName">The name of the sync.</param>
    /// <param name="section">The section.</param>
    /// <param name="from">The first number.</param>
    /// <param name="to">The number after the last.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>
    /// The blobs as they were when the enumeration began; none if there is no such sync. What has to fit together is read by one <see cref="OpenReadAsync"/>: a run may write
    /// between two enumerations.
    /// </returns>
    /// <exception cref="ArgumentException">The name is empty; thrown by the enumeration.</exception>
    /// <exception cref="SyncStateException">The store cannot be read, or is damaged.</exception>
    public async IAsyncEnumerable<StateBlob> ReadRangeAsync(
        string syncName, StateSection section, long from = 0, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var state = await OpenReadAsync(syncName, cancellationToken).ConfigureAwait(false);
        await using (state.ConfigureAwait(false))
        {
            await foreach (var blob in state.ReadRangeAsync(section, from, to, cancellationToken).ConfigureAwait(false))
                yield return blob;
        }
    }

    /// <summary>Lists the names of the syncs that have a state.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncStateException">The store cannot be used.</exception>
    public abstract ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Frees what the store holds. Sessions must be disposed before.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
