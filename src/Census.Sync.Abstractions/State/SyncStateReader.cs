using System.Buffers;

namespace Census.Sync;

/// <summary>The state of one sync, to be read: as it was at one moment, without a lease, or as a <see cref="SyncStateSession"/> that may change it.</summary>
/// <remarks>
/// <para>
/// Without a lease (<see cref="SyncStateStore.OpenReadAsync"/>) all reads see the state as it was when it was opened, whatever a run writes meanwhile. Nothing is kept
/// from the run; a store may grow while it is read, so it should not stay open for longer than a run takes to plan.
/// </para>
/// <para><b>Thread safety.</b> Members may be called concurrently.</para>
/// </remarks>
public abstract class SyncStateReader : IAsyncDisposable
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
    /// The blobs as they were when the enumeration began or, without a lease, when the state was opened; read as it goes on. Writes and other reads may
    /// happen meanwhile; several enumerations may be open.
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

    /// <summary>Frees what the reading holds.</summary>
    public abstract ValueTask DisposeAsync();
}
