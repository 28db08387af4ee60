using Census.Sync.Http;

namespace Enterpret.Client;

/// <summary>Sends records that are given one by one: those that come within a short time, or while a request is under way, share the next request.</summary>
/// <remarks>One request at a time, so that two changes of one record arrive in their order.</remarks>
internal sealed class SingleSender(EnterpretEndpoint endpoint)
{
    private readonly Lock _lock = new();
    private readonly List<Waiting> _line = [];
    private TaskCompletionSource _enough = NewSignal();
    private Task _sending = Task.CompletedTask;
    private bool _isSending;
    private bool _isEnding;

    /// <summary>Sends a record that was found to break no rule.</summary>
    /// <exception cref="EnterpretException">It was refused, or could not be sent.</exception>
    public async Task SendAsync(EnterpretRecord record, CancellationToken cancellationToken)
    {
        var waiting = new Waiting(record);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isEnding, typeof(EnterpretClient));
            _line.Add(waiting);
            if (_line.Count >= endpoint.MaximumRecords)
                _enough.TrySetResult();
            if (!_isSending)
            {
                _isSending = true;
                _sending = Task.Run(SendLineAsync, CancellationToken.None);
            }
        }

        try
        {
            await waiting.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Who still stands in line leaves it; a request that is under way goes on, for the others.
            lock (_lock)
                _line.Remove(waiting);
            throw;
        }
    }

    /// <summary>Sends what stands in line without waiting for more, and takes no more.</summary>
    public async Task CompleteAsync()
    {
        Task sending;
        lock (_lock)
        {
            _isEnding = true;
            _enough.TrySetResult();
            sending = _sending;
        }

        await sending.ConfigureAwait(false);
    }

    /// <summary>Takes no more.</summary>
    public void Stop()
    {
        lock (_lock)
        {
            _isEnding = true;
            _enough.TrySetResult();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task SendLineAsync()
    {
        await WaitForMoreAsync().ConfigureAwait(false);
        while (TakeBatch() is { } batch)
            await SendAsync(batch).ConfigureAwait(false);
    }

    private async Task WaitForMoreAsync()
    {
        if (endpoint.Options.CoalescingTime == TimeSpan.Zero)
            return;
        try
        {
            await _enough.Task.WaitAsync(endpoint.Options.CoalescingTime, endpoint.Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // As long as it may take.
        }
    }

    // A second change of a record waits for the next request. Null, and the end of sending, if nobody stands in line.
    private List<Waiting>? TakeBatch()
    {
        lock (_lock)
        {
            if (_line.Count == 0)
            {
                _isSending = false;
                if (!_isEnding)
                    _enough = NewSignal();
                return null;
            }

            var ids = new HashSet<string>(StringComparer.Ordinal);
            List<Waiting> batch = [];
            foreach (var waiting in _line)
            {
                if (batch.Count == endpoint.MaximumRecords)
                    break;
                if (ids.Add(waiting.Record.Id))
                    batch.Add(waiting);
            }

            // They stand in the same order there: one look at each is enough, however long the line is.
            var left = 0;
            _line.RemoveAll(waiting => left < batch.Count && waiting == batch[left] && ++left > 0);
            return batch;
        }
    }

    private async Task SendAsync(List<Waiting> batch)
    {
        try
        {
            using var body = endpoint.CreateBody();
            var sent = Fill(body, batch);
            var report = await BatchSender.SendAsync(endpoint, body, QuotaPriority.Interactive, CancellationToken.None).ConfigureAwait(false);

            // The line first: whoever comes because he heard of a failure begins anew, and is not failed with it.
            if (report.Stop is { } stop)
                FailLine(stop.Exception);
            for (var i = 0; i < sent.Count; i++)
                Complete(sent[i], report, i);
        }
        catch (Exception e)
        {
            // A key provider that failed, or the client was disposed. Nobody may be left waiting.
            FailLine(e);
            batch.ForEach(waiting => waiting.TrySetException(e));
        }
    }

    // What does not fit by its bytes goes back to the head of the line.
    private List<Waiting> Fill(RequestBody body, List<Waiting> batch)
    {
        var format = endpoint.Format;
        List<Waiting> sent = [];
        for (var i = 0; i < batch.Count; i++)
        {
            if (RecordSender.Write(endpoint, body, batch[i].Record, format, out var fit) is { } fault)
            {
                batch[i].TrySetException(new ArgumentException(fault.ToProblem().Message));
            }
            else if (fit == RecordFit.NoRoom)
            {
                lock (_lock)
                    _line.InsertRange(0, batch.Skip(i));
                break;
            }
            else
            {
                sent.Add(batch[i]);
            }
        }

        return sent;
    }

    private static void Complete(Waiting waiting, SendReport report, int index)
    {
        if (report.OutcomeOf(index).IsDelivered)
            waiting.TrySetResult();
        else
            waiting.TrySetException(report.ErrorOf(index));
    }

    private void FailLine(Exception error)
    {
        List<Waiting> line;
        lock (_lock)
        {
            line = [.. _line];
            _line.Clear();
        }

        line.ForEach(waiting => waiting.TrySetException(error));
    }

    private sealed class Waiting(EnterpretRecord record) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public EnterpretRecord Record => record;
    }
}
