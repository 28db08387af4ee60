using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Census.Sync.State;

/// <summary>
/// What became of records, kept for some days: blobs of the section <see cref="StateSection.Records"/>, numbered by the change set and the entry of its journal that they are written with. So a
/// run that goes on with an older change set never writes over what that one's run wrote.
/// </summary>
internal sealed class RecordLog
{
    /// <summary>The number of the first blob. Those below are <see cref="ForgottenKeys"/>.</summary>
    public const long FirstNumber = ForgottenKeys.PageCount;

    private const int SequenceBits = 31;

    // Records that were refused before sending come first in a change set.
    private const long FirstOfJournal = 1L << 20;
    private const int InvalidBlockSize = 64 * 1024;

    private readonly RecordLogOptions _options;
    private readonly string _runId;
    private readonly TimeProvider _time;
    private readonly ConcurrentBag<RecordLogBlock> _free = [];
    private readonly List<RecordLogBlock> _invalid = [];
    private readonly DateTimeOffset _startedAt;
    private readonly SyncOperation _operation;
    private readonly Queue<(long Number, int Count, DateTimeOffset EndedAt)> _kept = [];
    private readonly Lock _lock = new();
    private long _total;
    private int _invalidCount;

    private RecordLog(RecordLogOptions options, SyncPlan plan, TimeProvider time) =>
        (_options, _runId, _operation, _time, _startedAt) = (options, plan.RunId, plan.Operation, time, time.GetUtcNow());

    /// <summary>Opens the log of a run.</summary>
    /// <param name="session">The state.</param>
    /// <param name="options">What is logged.</param>
    /// <param name="plan">The run.</param>
    /// <param name="trims">Whether what is too much or too old is deleted. To know it, the log is read once: too much for a run of a record or two.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<RecordLog> OpenAsync(
        SyncStateSession session, RecordLogOptions options, SyncPlan plan, bool trims, TimeProvider time, CancellationToken cancellationToken)
    {
        var log = new RecordLog(options, plan, time);
        if (!trims)
            return log;
        await foreach (var blob in session.ReadRangeAsync(StateSection.Records, FirstNumber, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var (count, endedAt) = RecordLogBlock.ReadHead(blob.Content.Span);
            log._kept.Enqueue((blob.Number, count, endedAt));
            log._total += count;
        }

        return log;
    }

    /// <summary>Deletes what was logged before, of a sync that is not logged any more.</summary>
    public static async ValueTask DeleteAsync(SyncStateSession session, CancellationToken cancellationToken)
    {
        await foreach (var _ in session.ReadRangeAsync(StateSection.Records, FirstNumber, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            await session.WriteAsync(new StateWrite().Delete(StateSection.Records, FirstNumber), cancellationToken).ConfigureAwait(false);
            return;
        }
    }

    /// <summary>Reads the entries that are not too old, the oldest first.</summary>
    public static async IAsyncEnumerable<LoggedRecord> ReadAsync(
        SyncStateStore store, SyncDefinition sync, TimeSpan retention, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in store.ReadRangeAsync(sync.Name, StateSection.Records, FirstNumber, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var content = Checksum.Verify(StateSection.Records, blob.Number, blob.Content);
            if (RecordLogBlock.ReadHead(content.Span).EndedAt < time.GetUtcNow() - retention)
                continue;
            foreach (var entry in RecordLogBlock.Read(content.Span, sync))
                yield return entry;
        }
    }

    /// <summary>Gives out room for the entries of a batch.</summary>
    public RecordLogBlock Rent(DateTimeOffset startedAt) => (_free.TryTake(out var block) ? block : new(_options)).Begin(startedAt);

    public void Return(RecordLogBlock block) => _free.Add(block);

    /// <summary>Adds a record that was refused before sending. It is written when the change set is sealed.</summary>
    public void AddInvalid(UInt128 key, string keyText, RecordProblem problem)
    {
        // More would push each other out.
        if (_invalidCount == _options.MaximumRecords)
            return;
        _invalidCount++;
        if (_invalid.Count == 0 || _invalid[^1].Length >= InvalidBlockSize)
            _invalid.Add(Rent(_startedAt));
        _invalid[^1].Add(key, keyText, _operation, LoggedRecordStatus.Invalid, problem);
    }

    /// <summary>Adds the records that were refused before sending to the write that seals a change set.</summary>
    public void WriteInvalid(StateWrite write, long generation)
    {
        var blocks = new List<(RecordLogBlock, long)>();
        for (var i = 0; i < _invalid.Count; i++)
            blocks.Add((_invalid[i], NumberOf(generation, Math.Min(i, FirstOfJournal - 1))));
        Write(write, blocks);
        _invalid.Clear();
    }

    /// <summary>Returns the number of the block that belongs to a journal entry.</summary>
    public static long NumberOfJournal(long generation, long number) => NumberOf(generation, FirstOfJournal + number);

    /// <summary>Adds blocks to a write, and the deletion of those for which there is no room any more.</summary>
    /// <param name="write">The write.</param>
    /// <param name="blocks">The blocks with their numbers, in ascending order.</param>
    public void Write(StateWrite write, IReadOnlyList<(RecordLogBlock Block, long Number)> blocks)
    {
        // All take their room first: what the last of them pushes out is not written at all, since a write deletes before it puts.
        var now = _time.GetUtcNow();
        var deleted = Trim(blocks, now);
        if (deleted is { } last)
            write.Delete(StateSection.Records, FirstNumber, last + 1);
        foreach (var (block, number) in blocks)
        {
            if (block.Count > 0 && (deleted is null || number > deleted))
                write.Put(StateSection.Records, number, block.Close(number, _runId, now));
        }
    }

    private static long NumberOf(long generation, long sequence) => FirstNumber + (generation << SequenceBits | sequence);

    // Returns the last block that has to go, with those before it.
    private long? Trim(IReadOnlyList<(RecordLogBlock Block, long Number)> added, DateTimeOffset now)
    {
        lock (_lock)
        {
            foreach (var (block, number) in added)
            {
                if (block.Count == 0)
                    continue;
                _kept.Enqueue((number, block.Count, now));
                _total += block.Count;
            }

            long? last = null;
            while (_kept.Count > 1 && (_total > _options.MaximumRecords || _kept.Peek().EndedAt < now - _options.Retention))
            {
                var (oldest, count, _) = _kept.Dequeue();
                _total -= count;
                last = oldest;
            }

            return last;
        }
    }
}
