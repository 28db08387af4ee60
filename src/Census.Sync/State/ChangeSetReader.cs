namespace Census.Sync.State;

/// <summary>Reads the change set that is being sent, block by block, and checks that none is missing.</summary>
internal sealed class ChangeSetReader(SyncLedger ledger, CancellationToken cancellationToken) : IAsyncDisposable
{
    private readonly JournalEntry.Seal _seal = ledger.ChangeSet!;
    private readonly IAsyncEnumerator<StateBlob> _blocks = ledger.ReadBlocksAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
    private long _next;

    /// <summary>Reads the next block.</summary>
    /// <param name="visit">Called for each record; the values are valid during the call.</param>
    /// <returns>False after the last block.</returns>
    public async ValueTask<bool> ReadBlockAsync(Action<ChangeEntry, ReadOnlySpan<FieldValue>> visit)
    {
        if (!await _blocks.MoveNextAsync().ConfigureAwait(false))
            return _next == _seal.Count ? false : throw BlobReader.Damaged();
        var block = _blocks.Current;
        if (ChangeBlock.FirstOrdinal(block.Number) != _next)
            throw BlobReader.Damaged();
        _next = ChangeBlock.Read(in block, _seal.Fields.Count, visit);
        return true;
    }

    public ValueTask DisposeAsync() => _blocks.DisposeAsync();
}
