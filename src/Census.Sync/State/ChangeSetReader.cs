namespace Census.Sync.State;

/// <summary>Reads a change set, block by block, and checks that none is missing.</summary>
internal sealed class ChangeSetReader(SyncLedger ledger, long generation, long count, int fields)
{
    private readonly FieldValue[] _values = new FieldValue[fields];
    private readonly RepeatedTexts _texts = new(fields);
    private readonly BlobWriter _block = new();
    private long _next;

    /// <summary>Initializes a reader of the change set that is being sent, or that an earlier run left.</summary>
    public ChangeSetReader(SyncLedger ledger)
        : this(ledger, ledger.ChangeSet!.Generation, ledger.ChangeSet.Count, ledger.ChangeSet.Fields.Count)
    {
    }

    /// <summary>Reads the next block.</summary>
    /// <param name="visit">Called for each record; the values are valid during the call.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>False after the last block.</returns>
    public async ValueTask<bool> ReadBlockAsync(Action<ChangeEntry, ReadOnlySpan<FieldValue>> visit, CancellationToken cancellationToken)
    {
        if (_next == count)
            return false;
        var number = ChangeBlock.Number(generation, _next);
        var content = await ledger.ReadBlockAsync(number, _block, cancellationToken).ConfigureAwait(false);
        _next = ChangeBlock.Read(number, content.Span, _values, _texts, visit);
        return _next <= count ? true : throw BlobReader.Damaged();
    }
}
