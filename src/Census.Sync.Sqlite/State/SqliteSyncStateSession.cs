using System.Buffers;
using Census.Sync.Storage;

namespace Census.Sync;

/// <summary>The state of one sync. The token tells its lease from those that were given before and after.</summary>
internal sealed class SqliteSyncStateSession(
    StateFile file, TimeProvider time, string syncName, TimeSpan duration, long sync, long token) : SyncStateSession
{
    private const string LeaseHolds = "SELECT count(*) FROM sync WHERE id = $1 AND token = $2 AND expires > $3";

    private volatile bool _lost;
    private int _disposed;

    public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(
        StateSection section, long number, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return file.ReadAsync(
            connection => connection.Scalar(
                "SELECT content FROM blob WHERE sync = $1 AND section = $2 AND number = $3", sync, (long)section, number) is byte[] content
                ? content
                : (ReadOnlyMemory<byte>?)null,
            cancellationToken);
    }

    public override ValueTask<bool> ReadAsync(
        StateSection section, long number, IBufferWriter<byte> destination, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(destination);
        return file.ReadAsync(connection => connection.ReadBlob(sync, (long)section, number, destination), cancellationToken);
    }

    public override IAsyncEnumerable<StateBlob> ReadRangeAsync(
        StateSection section, long from = 0, long to = long.MaxValue, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        return BlobRange.ReadAsync(file, sync, section, from, to, cancellationToken);
    }

    public override async ValueTask ReadRangeAsync(
        StateSection section, long from, long to, Action<long, ReadOnlySpan<byte>> visit, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(visit);
        await file.ReadAsync(
            connection =>
            {
                connection.VisitBlobs(sync, (long)section, from, to, visit, cancellationToken);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask WriteAsync(StateWrite write, CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(write);

        // Asking needs no turn among the writers.
        var held = !_lost && (write.IsEmpty
            ? await file.ReadAsync(IsHeld, cancellationToken).ConfigureAwait(false)
            : await file.WriteAsync(connection => Apply(connection, write, cancellationToken), cancellationToken, write.SurvivesPowerFailure).ConfigureAwait(false));
        Require(held);
    }

    public override async ValueTask RenewAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfDisposed();
        var held = !_lost && await file.WriteAsync(
            connection =>
            {
                var now = time.GetUtcNow();
                return connection.Execute(
                    "UPDATE sync SET expires = $4 WHERE id = $1 AND token = $2 AND expires > $3", sync, token, now.UtcTicks, now.Plus(duration)) == 1;
            },
            cancellationToken).ConfigureAwait(false);
        Require(held);
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0 || file.IsDisposed)
            return;

        try
        {
            await file.WriteAsync(
                connection => connection.Execute("UPDATE sync SET owner = NULL, expires = 0 WHERE id = $1 AND token = $2", sync, token),
                CancellationToken.None).ConfigureAwait(false);
            await file.CheckpointAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is SyncStateException or ObjectDisposedException)
        {
            // The lease runs out by itself, and what went wrong before must not be hidden by this.
        }
    }

    private bool Apply(StateConnection connection, StateWrite write, CancellationToken cancellationToken)
    {
        if (!IsHeld(connection))
            return false;

        foreach (var (section, from, to) in write.Deletions)
        {
            // What is encrypted need not be overwritten: its key is in the journal, and is.
            connection.SecureDelete(section != StateSection.Changes);
            connection.Execute("DELETE FROM blob WHERE sync = $1 AND section = $2 AND number >= $3 AND number < $4", sync, (long)section, from, to);
        }

        connection.SecureDelete(true);
        foreach (var (section, blob) in write.Puts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            connection.PutBlob(sync, (long)section, blob.Number, blob.Content.Span);
        }

        return true;
    }

    private bool IsHeld(StateConnection connection) => connection.Number(LeaseHolds, sync, token, time.GetUtcNow().UtcTicks) == 1;

    private void Require(bool held)
    {
        if (held)
            return;

        // Also if the clock is set back: others may have been told already that the lease was free.
        _lost = true;
        throw new SyncLeaseLostException(syncName);
    }

    private void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed != 0, this);
}
