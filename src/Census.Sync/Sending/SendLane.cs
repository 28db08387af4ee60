using Census.Sync.State;

namespace Census.Sync.Sending;

/// <summary>A way through the change set: reads it from its beginning to its end and puts the records that go this way into batches.</summary>
internal sealed class SendLane(SyncLedger ledger, SendBatchPool batches) : IDisposable
{
    private readonly ChangeSetReader _blocks = new(ledger);
    private readonly Queue<SendBatch> _ready = [];
    private SendBatch? _filling;

    /// <summary>The other way, if there is one. What does not fill a batch at the end goes along with it, so that no call is spent on a part of a batch.</summary>
    public SendLane? Other { get; set; }

    /// <summary>Whether the end of the change set was reached.</summary>
    public bool IsRead { get; private set; }

    /// <summary>Returns the next batch.</summary>
    /// <param name="sort">Told of each record that is read; adds those that go this way.</param>
    /// <param name="blocks">How many blocks may be read for it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Null if there is none in these blocks, or no more.</returns>
    public async ValueTask<SendBatch?> TakeAsync(Action<ChangeEntry, ReadOnlySpan<FieldValue>> sort, int blocks, CancellationToken cancellationToken)
    {
        await ReadAheadAsync(sort, blocks, batches: 1, cancellationToken).ConfigureAwait(false);
        return _ready.TryDequeue(out var batch) ? batch : null;
    }

    /// <summary>Reads until so many batches are there, through so many blocks.</summary>
    public async ValueTask ReadAheadAsync(Action<ChangeEntry, ReadOnlySpan<FieldValue>> sort, int blocks, int batches, CancellationToken cancellationToken)
    {
        for (; blocks > 0 && _ready.Count < batches && !IsRead; blocks--)
        {
            if (await _blocks.ReadBlockAsync(sort, cancellationToken).ConfigureAwait(false))
                continue;
            IsRead = true;
            if (Other is { IsRead: false })
                MoveTo(Other);
            else
                CloseBatch();
        }
    }

    public void Add(in ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        // Writes and deletions are different calls. The deletions come last.
        if (_filling is not null && _filling.Items[0].Entry.IsGone != entry.IsGone)
            CloseBatch();
        _filling ??= batches.Take(entry.IsGone);
        _filling.Add(new(entry), values);
        if (_filling.IsFull)
            CloseBatch();
    }

    /// <summary>Adds records that belong into one batch, as far as they fit.</summary>
    public void Add(IReadOnlyList<WaitingRecord> group)
    {
        if (_filling is not null && _filling.Items.Count + group.Count > batches.BatchSize)
            CloseBatch();
        foreach (var record in group)
            Add(record.Item.Entry, record.Values);
    }

    public void Dispose()
    {
        _filling?.Dispose();
        foreach (var batch in _ready)
            batch.Dispose();
    }

    private void MoveTo(SendLane other)
    {
        using var rest = _filling;
        _filling = null;
        for (var i = 0; i < rest?.Items.Count; i++)
            other.Add(rest.Items[i].Entry, rest.Records[i].Values);
    }

    private void CloseBatch()
    {
        if (_filling is not null)
            _ready.Enqueue(_filling);
        _filling = null;
    }
}
