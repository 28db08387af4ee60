using Census.Sync.Planning;
using Census.Sync.State;

namespace Census.Sync.Sending;

/// <summary>
/// Gives out the records of the change set in batches. Records that are known and changed come first, but those that are new get a share of the batches from the beginning,
/// and so do those that were rejected before, apart, so that they do not spoil a batch of good ones, and those in doubt, when they may be asked for: a run that its quota
/// ends starves none of them. See <c>docs/adr/0008-cancellation-and-backlog.md</c>.
/// </summary>
internal sealed class SendQueue : IDisposable
{
    // Whose turn it is, batch after batch. Who has nothing leaves the turn to the others.
    private static readonly Turn[] s_turns = [Turn.Known, Turn.Known, Turn.New, Turn.Known, Turn.Known, Turn.New, Turn.Known, Turn.Waiting];

    // How far one lane looks for its next batch before another gets its turn: the first call of a run must not wait for a search through a large change set.
    private const int BlocksATurn = 16;

    private readonly Lock _lock = new();
    private readonly Queue<WaitingRecord> _deferred = [];
    private readonly Queue<WaitingRecord> _suspects = [];
    private readonly List<WaitingRecord> _later = [];
    private readonly SendBatchPool _batches;
    private readonly SendLane _known;
    private readonly SendLane? _new;
    private readonly HashSet<UInt128> _voided;
    private readonly PlanContext _context;
    private RecordGroups? _groups;
    private long _taken;

    /// <summary>Initializes a queue.</summary>
    /// <param name="context">The run.</param>
    /// <param name="isMixed">Whether there are records that are known, and others that are new or to be deleted.</param>
    /// <param name="batchSize">The largest number of records in a batch.</param>
    /// <param name="deletionBatchSize">The same of records that are to be deleted.</param>
    public SendQueue(PlanContext context, bool isMixed, int batchSize, int deletionBatchSize)
    {
        _context = context;
        _voided = [.. context.Ledger.ChangeSet!.Voided];
        _batches = new(context.Plan.Schema, batchSize, deletionBatchSize);
        _known = new(context.Ledger, _batches);
        if (!isMixed)
            return;
        _new = new(context.Ledger, _batches) { Other = _known };
        _known.Other = _new;
    }

    private enum Turn
    {
        Known,
        New,
        Waiting,
    }

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
        if (_groups is null && _context.Grouping is { } grouping)
            await CountGroupsAsync(_groups = new(grouping), cancellationToken).ConfigureAwait(false);
        if (TakeWaiting(_deferred, atLeast: _batches.BatchSize) is { } deferred)
            return deferred;
        var turn = s_turns[_taken++ % s_turns.Length];
        if (turn == Turn.Waiting && (TakeWaiting(_suspects, atLeast: 1) ?? TakeLater(attempts: 0)) is { } waiting)
            return waiting;
        do
        {
            if (turn == Turn.New && await TakeNewAsync(cancellationToken).ConfigureAwait(false) is { } early)
                return early;
            if (await _known.TakeAsync(SortKnown, BlocksATurn, cancellationToken).ConfigureAwait(false) is { } known)
                return known;
            if (turn != Turn.New && await TakeNewAsync(cancellationToken).ConfigureAwait(false) is { } late)
                return late;
        }
        while (!_known.IsRead || _new is { IsRead: false });

        return TakeWaiting(_deferred, atLeast: 1) ?? TakeWaiting(_suspects, atLeast: 1) ?? TakeLater();
    }

    /// <summary>Reads the next batches, as many as may be sent at a time, while those before are being sent.</summary>
    public async ValueTask ReadAheadAsync(int batches, CancellationToken cancellationToken)
    {
        await _known.ReadAheadAsync(SortKnown, BlocksATurn, batches, cancellationToken).ConfigureAwait(false);
        if (_new is not null)
            await _new.ReadAheadAsync(SortNew, BlocksATurn, batches, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes back a batch that is done with.</summary>
    public void Return(SendBatch batch) => _batches.Return(batch);

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
        _known.Dispose();
        _new?.Dispose();
        _batches.Dispose();
    }

    private ValueTask<SendBatch?> TakeNewAsync(CancellationToken cancellationToken) =>
        _new is null ? default : _new.TakeAsync(SortNew, BlocksATurn, cancellationToken);

    private async ValueTask CountGroupsAsync(RecordGroups groups, CancellationToken cancellationToken)
    {
        var blocks = new ChangeSetReader(_context.Ledger);
        while (await blocks.ReadBlockAsync(Count, cancellationToken).ConfigureAwait(false))
        {
        }

        void Count(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
        {
            if (!IsDone(in entry) && IsOrdinary(in entry))
                groups.Count(values, _new is not null && entry.Knowledge == RecordKnowledge.Accepted);
        }
    }

    private bool IsDone(in ChangeEntry entry) =>
        _context.Part is { } part && entry.Ordinal >= part.End
        || _context.Ledger.Settled.Contains(entry.Ordinal) || _voided.Count > 0 && _voided.Contains(entry.Key);

    private bool IsInDoubt(in ChangeEntry entry) => entry.Knowledge == RecordKnowledge.InDoubt || _context.Ledger.InDoubt.ContainsKey(entry.Ordinal);

    private bool IsOrdinary(in ChangeEntry entry) => !entry.WasRejected && !entry.IsGone && !IsInDoubt(in entry);

    // Deletions come last, behind what is new. Records that are written together go one way, with the first of them.
    private bool IsNew(in ChangeEntry entry, ReadOnlySpan<FieldValue> values) =>
        _new is not null && !entry.WasRejected && !IsInDoubt(in entry)
        && (entry.IsGone || entry.Knowledge == RecordKnowledge.Unknown && _groups?.HasKnown(values) != true);

    private void SortNew(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        if (!IsDone(in entry) && IsNew(in entry, values))
            AddTo(_new!, in entry, entry.IsGone ? _context.Gone!.ValuesOf(values) : values);
    }

    private void SortKnown(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        if (IsDone(in entry) || IsNew(in entry, values))
            return;
        if (entry.IsGone)
            values = _context.Gone!.ValuesOf(values);
        if (IsInDoubt(in entry))
            Delay(new(new(entry with { Knowledge = RecordKnowledge.InDoubt }), values.ToArray(), _context.SettledAt));
        else if (entry.WasRejected)
            _suspects.Enqueue(new(new(entry), values.ToArray(), default));
        else
            AddTo(_known, in entry, values);
    }

    private void AddTo(SendLane lane, in ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        if (!entry.IsGone && _groups?.Take(in entry, values) is { } group)
            lane.Add(group);
        else
            lane.Add(in entry, values);
    }

    private SendBatch? TakeWaiting(Queue<WaitingRecord> queue, int atLeast)
    {
        lock (_lock)
        {
            if (queue.Count < atLeast)
                return null;
            var batch = _batches.Take(queue.Peek().Item.Entry.IsGone);
            var isGone = queue.Peek().Item.Entry.IsGone;
            while (!batch.IsFull && queue.TryPeek(out var record) && record.Item.Entry.IsGone == isGone)
            {
                batch.Add(record.Item, record.Values);
                queue.Dequeue();
            }

            return batch;
        }
    }

    private SendBatch? TakeLater(int attempts = int.MaxValue)
    {
        lock (_lock)
        {
            var now = _context.Time.GetUtcNow();
            var due = _later.FindAll(record => record.Receipt is null && record.NotBefore <= now && record.Item.Attempts <= attempts);
            if (due.Count == 0)
                return null;
            var isGone = due[0].Item.Entry.IsGone;
            var batch = _batches.Take(due[0].Item.Entry.IsGone);
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
