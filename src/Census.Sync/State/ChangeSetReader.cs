namespace Census.Sync.State;

/// <summary>Reads a change set, block by block, and checks that none is missing.</summary>
/// <param name="ledger">Where it is.</param>
/// <param name="changeSet">The change set; it need not be sealed yet.</param>
internal sealed class ChangeSetReader(SyncLedger ledger, JournalEntry.Seal changeSet)
{
    private readonly FieldValue[] _values = new FieldValue[changeSet.Fields.Count];
    private readonly RepeatedTexts _texts = new(changeSet.Fields.Count);
    private readonly BlobWriter _block = new();
    private long _next;

    /// <summary>Initializes a reader of the change set that is being sent, or that an earlier run left.</summary>
    public ChangeSetReader(SyncLedger ledger)
        : this(ledger, ledger.ChangeSet!)
    {
    }

    /// <summary>Reads the next block.</summary>
    /// <param name="visit">Called for each record; the values are valid during the call.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>False after the last block.</returns>
    public async ValueTask<bool> ReadBlockAsync(Action<ChangeEntry, ReadOnlySpan<FieldValue>> visit, CancellationToken cancellationToken)
    {
        if (_next == changeSet.Count)
            return false;
        var number = ChangeBlock.Number(changeSet.Generation, _next);
        var content = await ledger.ReadBlockAsync(number, changeSet.Key, _block, cancellationToken).ConfigureAwait(false);
        _next = ChangeBlock.Read(number, content.Span, _values, _texts, visit);
        return _next <= changeSet.Count ? true : throw BlobReader.Damaged();
    }
}
