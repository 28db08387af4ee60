using System.Runtime.CompilerServices;

namespace Census.Sync.Sources;

/// <summary>
/// A read that fills batches one after the other. With read-ahead the next batch is filled on another thread while the caller works on the
/// current one: reading and what is done with the records then overlap.
/// </summary>
internal abstract class BatchedRead : SourceRead
{
    private readonly RecordBatch?[] _batches = new RecordBatch?[2];
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _opened;
    private readonly bool _readAhead;
    private readonly bool _isIncrement;
    private Task<bool>? _filling;
    private SourceReadEnd? _end;
    private bool _started;
    private bool _disposed;

    protected BatchedRead(RecordSchema schema, SourceReadOptions options, bool readAhead, CancellationToken cancellationToken)
    {
        Schema = schema;
        BatchSize = options.BatchSize;
        _readAhead = readAhead;
        _isIncrement = options.Cursor is { From.IsAbsent: false };
        _opened = cancellationToken;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
    }

    public sealed override RecordSchema Schema { get; }

    public sealed override IAsyncEnumerable<RecordBatch> Batches => EnumerateAsync(CancellationToken.None);

    public sealed override SourceReadEnd? End => _end;

    public sealed override IReadOnlyList<SourceReadError> Errors => Unreadable.Records;

    protected UnreadableRecords Unreadable { get; } = new();

    protected int BatchSize { get; }

    public sealed override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;

        _disposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_end is null)
            Interrupt();
        if (_filling is not null)
            await ((Task)_filling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        await ReleaseAsync().ConfigureAwait(false);
        foreach (var batch in _batches)
            batch?.Dispose();
        _stop.Dispose();
    }

    /// <summary>Adds records until the batch holds <see cref="BatchSize"/>. False when there are no more, which is only said if that is certain.</summary>
    protected abstract ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken cancellationToken);

    /// <summary>How the read ended, once there are no more records.</summary>
    protected virtual SourceReadEnd EndOfRead => SourceReadEnd.Complete;

    /// <summary>Asks the source to stop early; called before the work in progress is waited for. Must not throw.</summary>
    protected virtual void Interrupt()
    {
    }

    /// <summary>Frees what the read holds. Must not throw.</summary>
    protected abstract ValueTask ReleaseAsync();

    private async IAsyncEnumerable<RecordBatch> EnumerateAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_started)
            throw new InvalidOperationException("The batches of a read are enumerated once. Open another read of the source.");
        _started = true;

        using var registration = cancellationToken.UnsafeRegister(static stop => ((CancellationTokenSource)stop!).Cancel(), _stop);
        _filling = Start(0);
        for (var turn = 0; ; turn ^= 1)
        {
            var more = await FilledAsync(_filling, cancellationToken).ConfigureAwait(false);

            // The caller asked for this batch, so it is done with the other one, which may be filled again.
            if (more && _readAhead)
                _filling = Start(turn ^ 1);
            var batch = _batches[turn]!;
            if (batch.Count > 0)
                yield return batch;
            if (!more)
                break;
            if (!_readAhead)
                _filling = Start(turn ^ 1);
        }

        _end = _isIncrement && EndOfRead.IsComplete ? SourceReadEnd.Increment : EndOfRead;
    }

    private Task<bool> Start(int turn)
    {
        const int largestFirstBuffer = 1_000;
        var batch = _batches[turn] ??= new RecordBatch(Schema, Math.Min(BatchSize, largestFirstBuffer));
        batch.Clear();
        return _readAhead
            ? Task.Run(() => FillAsync(batch, _stop.Token).AsTask(), _stop.Token)
            : FillAsync(batch, _stop.Token).AsTask();
    }

    private async Task<bool> FilledAsync(Task<bool> filling, CancellationToken cancellationToken)
    {
        try
        {
            // A provider that blocks cannot be cancelled in the middle of a step; the caller need not wait for it.
            var more = await filling.WaitAsync(_stop.Token).ConfigureAwait(false);

            // What was read ahead is there, whatever was cancelled since.
            _stop.Token.ThrowIfCancellationRequested();
            return more;
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _opened.ThrowIfCancellationRequested();
            throw new ObjectDisposedException(GetType().Name, "The read was disposed while it was enumerated.");
        }
    }
}
