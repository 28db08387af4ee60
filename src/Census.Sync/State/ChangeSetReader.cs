namespace Census.Sync.State;

/// <summary>Reads the change set that is being sent, block by block, and checks that none is missing.</summary>
internal sealed class ChangeSetReader(SyncLedger ledger)
{
    private readonly JournalEntry.Seal _seal = ledger.ChangeSet!;
    private readonly FieldValue[] _values = new FieldValue[ledger.ChangeSet!.Fields.Count];
    private readonly BlobWriter _block = new();
    private long _next;

    /// <summary>Reads the next block.</summary>
    /// <param name="visit">Called for each record; the values are valid during the call.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>False after the last block.</returns>
    public async ValueTask<bool> ReadBlockAsync(Action<ChangeEntry, ReadOnlySpan<FieldValue>> visit, CancellationToken cancellationToken)
    {
        if (_next == _seal.Count)
            return false;
        var number = ChangeBlock.Number(_seal.Generation, _next);
        var content = await ledger.ReadBlockAsync(number, _block, cancellationToken).ConfigureAwait(false);
        _next = ChangeBlock.Read(number, content.Span, _values, visit);
        return _next <= _seal.Count ? true : throw BlobReader.Damaged();
    }
}
