namespace Census.Sync.State;

/// <summary>
/// Appends entries to the journal. Those that come while others are on their way are written together: with several batches in flight, a wait for the disk does for all of them.
/// Safe for concurrent calls.
/// </summary>
internal sealed class JournalWriter(SyncStateSession session)
{
    private readonly BlobWriterPool _buffers = new();
    private readonly Lock _lock = new();
    private List<Pending> _waiting = [];
    private List<Pending> _writing = [];
    private bool _isWriting;

    /// <summary>The number that the next entry gets.</summary>
    public long Length { get; set; }

    /// <summary>Appends an entry, and what the record log says of it.</summary>
    /// <returns>Ends when the entry is in the store.</returns>
    public Task AppendAsync(JournalEntry entry, bool survivesPowerFailure, (RecordLog Log, RecordLogBlock Block, long Generation)? log = null)
    {
        var buffer = _buffers.Rent();
        entry.Write(buffer);
        Pending pending;
        lock (_lock)
        {
            pending = new(Length++, buffer, survivesPowerFailure, log);
            _waiting.Add(pending);
            if (_isWriting)
                return pending.Written.Task;
            _isWriting = true;
        }

        _ = WriteWaitingAsync();
        return pending.Written.Task;
    }

    private async Task WriteWaitingAsync()
    {
        while (TakeWaiting())
        {
            try
            {
                await session.WriteAsync(ToWrite(_writing), CancellationToken.None).ConfigureAwait(false);
                foreach (var entry in _writing)
                {
                    _buffers.Return(entry.Buffer);
                    entry.Written.SetResult();
                }
            }
            catch (Exception e)
            {
                foreach (var entry in _writing)
                    entry.Written.TrySetException(e);
            }
        }
    }

    private bool TakeWaiting()
    {
        lock (_lock)
        {
            _writing.Clear();
            (_waiting, _writing) = (_writing, _waiting);
            return _isWriting = _writing.Count > 0;
        }
    }

    private static StateWrite ToWrite(List<Pending> entries)
    {
        var write = new StateWrite { SurvivesPowerFailure = entries.Exists(entry => entry.SurvivesPowerFailure) };
        var blocks = new List<(RecordLogBlock, long)>();
        RecordLog? log = null;
        foreach (var entry in entries)
        {
            write.Put(StateSection.Journal, entry.Number, entry.Buffer.Close(StateSection.Journal, entry.Number));
            if (entry.Log is not var (its, block, generation))
                continue;
            log = its;
            blocks.Add((block, RecordLog.NumberOfJournal(generation, entry.Number)));
        }

        log?.Write(write, blocks);
        return write;
    }

    private sealed record Pending(long Number, BlobWriter Buffer, bool SurvivesPowerFailure, (RecordLog Log, RecordLogBlock Block, long Generation)? Log)
    {
        public TaskCompletionSource Written { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
