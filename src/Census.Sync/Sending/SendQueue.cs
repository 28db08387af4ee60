using System.Collections.Concurrent;
using Census.Sync.Planning;
using Census.Sync.State;

namespace Census.Sync.Sending;

/// <summary>
/// Gives out the records of the change set in batches: first those nothing is known against, then those that were rejected before, apart, so
/// that they do not spoil a batch of good ones; last those in doubt, when they may be asked for.
/// </summary>
internal sealed class SendQueue(PlanContext context, int batchSize, int deletionBatchSize) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<WaitingRecord> _deferred = [];
    private readonly Queue<WaitingRecord> _suspects = [];
    private readonly List<WaitingRecord> _later = [];
    private readonly Queue<SendBatch> _ready = [];
    private readonly ConcurrentBag<SendBatch> _free = [];
    private readonly HashSet<UInt128> _voided = [.. context.Ledger.ChangeSet!.Voided];
    private readonly RecordGroups? _groups = context.Grouping is { } grouping ? new(grouping) : null;
    private ChangeSetReader? _blocks;
    private SendBatch? _filling;
    private bool _isRead;

    /// <summary>Puts a record back that was not attempted; it goes with one of the next batches.</summary>
    public void Defer(WaitingRecord record)
    {
        lock (_lock)
            _deferred.Enqueue(record);
    }

    /// <summary>Puts a record aside until the others were sent and its time has come.</summary>
    public void Delay(WaitingRecord record)
    {
        lock (_lock)
            _later.Add(record);
    }

    /// <summary>Returns the next batch, or null if there is none now.</summary>
    public async ValueTask<SendBatch?> TakeAsync(CancellationToken cancellationToken)
    {
        if (TakeWaiting(_deferred, atLeast: batchSize) is { } deferred)
            return deferred;
        await ReadAheadAsync(cancellationToken).ConfigureAwait(false);
        if (_ready.TryDequeue(out var ready))
            return ready;
        return TakeWaiting(_deferred, atLeast: 1) ?? TakeWaiting(_suspects, atLeast: 1) ?? TakeLater();
    }

    /// <summary>Reads the next batch, unless one is there, while the one before is being sent.</summary>
    public async ValueTask ReadAheadAsync(CancellationToken cancellationToken)
    {
        while (_ready.Count == 0 && !_isRead)
            await ReadBlockAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back a batch that is done with.</summary>
    public void Return(SendBatch batch)
    {
        if (batch.Capacity != batchSize)
        {
            batch.Dispose();
            return;
        }

        batch.Clear();
        _free.Add(batch);
    }

    /// <summary>When the next record that was put aside may be sent; null if none was.</summary>
    public DateTimeOffset? NextAt()
    {
        lock (_lock)
            return _later.Count == 0 ? null : _later.Min(record => record.NotBefore);
    }

    /// <summary>Takes records whose outcome can be asked for now, all of one receipt.</summary>
    public List<WaitingRecord> TakePending(DateTimeOffset now)
    {
        lock (_lock)
        {
            var receipt = _later.Find(record => record.Receipt is not null && record.NotBefore <= now)?.Receipt;
            var taken = receipt is null ? [] : _later.FindAll(record => record.Receipt == receipt);
            _later.RemoveAll(record => receipt is not null && record.Receipt == receipt);
            return taken;
        }
    }

    public void Dispose()
    {
        _filling?.Dispose();
        foreach (var batch in _ready)
            batch.Dispose();
        foreach (var batch in _free)
            batch.Dispose();
    }

    private async ValueTask ReadBlockAsync(CancellationToken cancellationToken)
    {
        if (_blocks is null && _groups is not null)
            await CountGroupsAsync(_groups, cancellationToken).ConfigureAwait(false);
        _blocks ??= new(context.Ledger);
        if (await _blocks.ReadBlockAsync(Sort, cancellationToken).ConfigureAwait(false))
            return;

        _isRead = true;
        CloseBatch();
    }

    private async ValueTask CountGroupsAsync(RecordGroups groups, CancellationToken cancellationToken)
    {
        var blocks = new ChangeSetReader(context.Ledger);
        while (await blocks.ReadBlockAsync(Count, cancellationToken).ConfigureAwait(false))
        {
        }

        void Count(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
        {
            if (!IsDone(in entry) && IsOrdinary(in entry))
                groups.Count(values);
        }
    }

    private bool IsDone(in ChangeEntry entry) =>
        context.Ledger.Settled.Contains(entry.Ordinal) || _voided.Count > 0 && _voided.Contains(entry.Key);

    private bool IsInDoubt(in ChangeEntry entry) => entry.Knowledge == RecordKnowledge.InDoubt || context.Ledger.InDoubt.ContainsKey(entry.Ordinal);

    private bool IsOrdinary(in ChangeEntry entry) => !entry.WasRejected && !entry.IsGone && !IsInDoubt(in entry);

    private void Sort(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        if (IsDone(in entry))
            return;

        if (IsInDoubt(in entry))
        {
            Delay(new(new(entry with { Knowledge = RecordKnowledge.InDoubt }), values.ToArray(), context.SettledAt));
        }
        else if (entry.WasRejected)
        {
            _suspects.Enqueue(new(new(entry), values.ToArray(), default));
        }
        else if (_groups is not null && !entry.IsGone && _groups.Take(in entry, values) is { } group)
        {
            if (_filling is not null && _filling.Items.Count + group.Count > batchSize)
                CloseBatch();
            foreach (var record in group)
                Fill(record.Item.Entry, record.Values);
        }
        else
        {
            Fill(in entry, values);
        }
    }

    private void Fill(in ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        // Writes and deletions are different calls. The deletions come last.
        if (_filling is not null && _filling.Items[0].Entry.IsGone != entry.IsGone)
            CloseBatch();
        _filling ??= NewBatch(in entry);
        _filling.Add(new(entry), values);
        if (_filling.IsFull)
            CloseBatch();
    }

    private void CloseBatch()
    {
        if (_filling is not null)
            _ready.Enqueue(_filling);
        _filling = null;
    }

    private SendBatch NewBatch(in ChangeEntry entry)
    {
        if (entry.IsGone)
            return new(context.Plan.Schema, deletionBatchSize);
        return _free.TryTake(out var free) ? free : new(context.Plan.Schema, batchSize);
    }

    private SendBatch? TakeWaiting(Queue<WaitingRecord> queue, int atLeast)
    {
        lock (_lock)
        {
            if (queue.Count < atLeast)
                return null;
            var batch = NewBatch(queue.Peek().Item.Entry);
            var isGone = queue.Peek().Item.Entry.IsGone;
            while (!batch.IsFull && queue.TryPeek(out var record) && record.Item.Entry.IsGone == isGone)
            {
                batch.Add(record.Item, record.Values);
                queue.Dequeue();
            }

            return batch;
        }
    }

    private SendBatch? TakeLater()
    {
        lock (_lock)
        {
            var now = context.Time.GetUtcNow();
            var due = _later.FindAll(record => record.Receipt is null && record.NotBefore <= now);
            if (due.Count == 0)
                return null;
            var isGone = due[0].Item.Entry.IsGone;
            var batch = NewBatch(due[0].Item.Entry);
            foreach (var record in due)
            {
                if (batch.IsFull)
                    break;
                if (record.Item.Entry.IsGone != isGone)
                    continue;
                batch.Add(record.Item, record.Values);
                _later.Remove(record);
            }

            return batch;
        }
    }
}
