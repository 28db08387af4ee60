using System.Runtime.CompilerServices;
using Census.Sync.Storage;

namespace Census.Sync;

/// <summary>The state of one sync in a read transaction of its own.</summary>
/// <param name="file">The file.</param>
/// <param name="snapshot">The transaction; null if the file has nothing to read.</param>
/// <param name="syncName">The sync, which need not have a state.</param>
internal sealed class SqliteSyncStateReader(StateFile file, StateConnection? snapshot, string syncName) : SyncStateReader
{
    private const string Blobs = "FROM blob WHERE sync = (SELECT id FROM sync WHERE name = $1) AND section = $2 AND number";

    // The connection is for one thread at a time. Disposing waits for a read that is under way.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool _isDisposed;

    public override ValueTask<ReadOnlyMemory<byte>?> ReadAsync(StateSection section, long number, CancellationToken cancellationToken = default) =>
        InTurnAsync(
            connection => connection.Scalar($"SELECT content {Blobs} = $3", syncName, (long)section, number) is byte[] content ? content : (ReadOnlyMemory<byte>?)null,
            null,
            cancellationToken);

    public override async IAsyncEnumerable<StateBlob> ReadRangeAsync(
        StateSection section, long from = 0, long to = long.MaxValue, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A query for each part: one that stayed open would be in the way of other reads. The transaction makes them one.
        List<StateBlob> blobs = [];
        while (await InTurnAsync(connection => ReadSome(connection, section, from, to, blobs), false, cancellationToken).ConfigureAwait(false))
        {
            foreach (var blob in blobs)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return blob;
            }

            from = blobs[^1].Number + 1;
            blobs = [];
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        if (!_isDisposed)
            snapshot?.Dispose();
        _isDisposed = true;
        _turn.Release();
    }

    private bool ReadSome(StateConnection connection, StateSection section, long from, long to, List<StateBlob> blobs)
    {
        using var rows = connection.Query($"SELECT number, content {Blobs} >= $3 AND number < $4 ORDER BY number", syncName, (long)section, from, to);
        return BlobRange.ReadSome(rows, blobs);
    }

    private async ValueTask<T> InTurnAsync<T>(Func<StateConnection, T> read, T nothing, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return snapshot is null ? nothing : await file.RunAsync(() => read(snapshot)).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }
}
