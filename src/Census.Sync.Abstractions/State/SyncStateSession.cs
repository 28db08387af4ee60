using System.Buffers;

namespace Census.Sync;

/// <summary>The state of one sync, held under a lease.</summary>
/// <remarks>
/// <para>
/// <b>Contract.</b> A write is atomic and durable when its task ends: a process killed afterwards finds it, one killed before finds nothing of it. A power failure
/// may take back what need not survive it: <see cref="StateWrite.SurvivesPowerFailure"/>.
/// Reads see all writes that ended before. A write after the lease was lost fails and changes nothing, even if the lease was taken over in
/// the meantime and given back, or the clock was set back. A write does not renew the lease.
/// </para>
/// <para><b>Thread safety.</b> Writes may be called concurrently and take effect one after the other.</para>
/// <para>Disposing gives the lease back, if it is still held.</para>
/// </remarks>
public abstract class SyncStateSession : IAsyncDisposable
{
    /// <summary>Reads one blob.</summary>
    /// <param name="section">The section.</param>
    /// <param name="number">The number.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The content, or null if there is no blob of this number.</returns>
    /// <exception cref="SyncStateException">The store cannot be read, or is damaged.</exception>
    public abstract ValueTask<ReadOnlyMemory<byte>?> ReadAsync(StateSection section, long number, CancellationToken cancellationToken = default);

    /// <summary>Reads one blob into a buffer.</summary>
    /// <param name="section">The section.</param>
    /// <param name="number">The number.</param>
    /// <param name="destination">Takes the content.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>False if there is no blob of this number.</returns>
    /// <exception cref="SyncStateException">The store cannot be read, or is damaged.</exception>
    /// <remarks>The default reads the blob and copies it. A store that can do without the copy overrides it.</remarks>
    public virtual async ValueTask<bool> ReadAsync(
        StateSection section, long number, IBufferWriter<byte> destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (await ReadAsync(section, number, cancellationToken).ConfigureAwait(false) is not { } content)
            return false;
        destination.Write(content.Span);
        return true;
    }

    /// <summary>Reads blobs in the order of their numbers.</summary>
    /// <param name="section">The section.</param>
    /// <param name="from">The first number.</param>
    /// <param name="to">The number after the last.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>
    /// The blobs as they were when the enumeration began, read as it goes on. Writes and other reads may happen meanwhile; several
    /// enumerations may be open.
    /// </returns>
    /// <exception cref="SyncStateException">The store cannot be read, or is damaged.</exception>
    public abstract IAsyncEnumerable<StateBlob> ReadRangeAsync(
        StateSection section, long from = 0, long to = long.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>Reads blobs in the order of their numbers, and keeps none of them.</summary>
    /// <param name="section">The section.</param>
    /// <param name="from">The first number.</param>
    /// <param name="to">The number after the last.</param>
    /// <param name="visit">Told of each blob, one after the other: its number, and its content, which is valid during the call. It must not use the store.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="SyncStateException">The store cannot be read, or is damaged.</exception>
    /// <remarks>
    /// The blobs as they were when the reading began. What <paramref name="visit"/> throws ends the reading and comes out of it. The default enumerates the blobs. A store that can do
    /// without copying each overrides it.
    /// </remarks>
    public virtual async ValueTask ReadRangeAsync(
        StateSection section, long from, long to, Action<long, ReadOnlySpan<byte>> visit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(visit);
        await foreach (var blob in ReadRangeAsync(section, from, to, cancellationToken).ConfigureAwait(false))
            visit(blob.Number, blob.Content.Span);
    }

    /// <summary>Changes the state, if the lease is still held. An empty write only checks the lease.</summary>
    /// <param name="write">What to change.</param>
    /// <param name="cancellationToken">Ends the call; the write may have happened or not.</param>
    /// <exception cref="SyncLeaseLostException">The lease expired or was taken over; nothing was changed.</exception>
    /// <exception cref="SyncStateException">The store cannot be written; nothing was changed.</exception>
    public abstract ValueTask WriteAsync(StateWrite write, CancellationToken cancellationToken = default);

    /// <summary>Makes the lease hold for its full duration from now on.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncLeaseLostException">The lease expired or was taken over.</exception>
    /// <exception cref="SyncStateException">The store cannot be written.</exception>
    public abstract ValueTask RenewAsync(CancellationToken cancellationToken = default);

    /// <summary>Gives the lease back, if it is still held.</summary>
    public abstract ValueTask DisposeAsync();
}
