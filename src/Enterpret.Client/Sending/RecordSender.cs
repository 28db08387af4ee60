using System.Runtime.InteropServices;
using System.Text;
using Census.Sync;
using Census.Sync.Http;

namespace Enterpret.Client;

/// <summary>Sends records to one endpoint: checks each, fills requests in order, and keeps one outcome a record.</summary>
/// <param name="endpoint">Where to.</param>
/// <param name="newestWins">Of records of one identifier, whether the last is sent, since it updates the others, or the first, since it hides them.</param>
internal sealed class RecordSender(EnterpretEndpoint endpoint, bool newestWins)
{
    private static readonly int[] First = [0];
    private readonly SingleSender _single = new(endpoint);

    /// <summary>Sends one record, or throws.</summary>
    public async Task SendOneAsync(EnterpretRecord record, string parameter, CancellationToken cancellationToken)
    {
        if (Validate(record, parameter) is { } problem)
            throw new ArgumentException(problem.Message, parameter);
        endpoint.ThrowIfNoKey();
        cancellationToken.ThrowIfCancellationRequested();
        await _single.SendAsync(record, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends records.</summary>
    public async Task<EnterpretResult> SendAsync(IReadOnlyList<EnterpretRecord> records, string parameter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(records, parameter);
        endpoint.ThrowIfNoKey();
        cancellationToken.ThrowIfCancellationRequested();

        var run = new Run(endpoint, new EnterpretOutcome[records.Count]);
        await using var _ = run.ConfigureAwait(false);
        var chosen = ChooseByIdentifier(records, parameter);
        for (var i = 0; i < records.Count; i++)
        {
            var sent = chosen[records[i].Id];
            if (sent == i)
                await run.AddAsync(records[i], i, cancellationToken).ConfigureAwait(false);
            else
                run.Outcomes[i] = new(EnterpretOutcomeStatus.NotSent, SameIdentifier(sent));
        }

        return await run.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Finds the rule that a record breaks.</summary>
    public RecordProblem? Validate(EnterpretRecord record, string parameter)
    {
        ArgumentNullException.ThrowIfNull(record, parameter);
        using var body = endpoint.CreateBody();
        return Write(endpoint, body, record, endpoint.Format, out _)?.ToProblem();
    }

    /// <summary>Returns the body of a request with one record.</summary>
    public string Render(EnterpretRecord record, string parameter)
    {
        ArgumentNullException.ThrowIfNull(record, parameter);
        using var body = endpoint.CreateBody();
        if (Write(endpoint, body, record, endpoint.Format, out _) is { } fault)
            throw new ArgumentException(fault.ToProblem().Message, parameter);
        using var payload = body.ToPayload(First);
        return Encoding.UTF8.GetString(payload.Bytes.Span);
    }

    /// <summary>Sends the single records that still wait, and takes no more.</summary>
    public Task CompleteAsync() => _single.CompleteAsync();

    /// <summary>Takes no more single records.</summary>
    public void Stop() => _single.Stop();

    /// <summary>Writes a record into a body.</summary>
    /// <returns>The rule that it breaks, or null.</returns>
    public static RecordFault? Write(EnterpretEndpoint endpoint, RequestBody body, EnterpretRecord record, WireFormat format, out RecordFit fit)
    {
        fit = RecordFit.Fits;
        if (record.WriteTo(body.StartRecord(), format) is { } fault)
        {
            body.TakeBack();
            return fault;
        }

        fit = body.EndRecord(out var bytesAlone);
        return fit == RecordFit.TooLarge ? RecordFault.TooLarge(bytesAlone, endpoint.MaximumBytes) : null;
    }

    private Dictionary<string, int> ChooseByIdentifier(IReadOnlyList<EnterpretRecord> records, string parameter)
    {
        var chosen = new Dictionary<string, int>(records.Count, StringComparer.Ordinal);
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i] is not { } record)
                throw new ArgumentException($"{endpoint.Root}[{i}] is null.", parameter);
            ref var position = ref CollectionsMarshal.GetValueRefOrAddDefault(chosen, record.Id, out var isKnown);
            if (!isKnown || newestWins)
                position = i;
        }

        return chosen;
    }

    private RecordProblem SameIdentifier(int sent) =>
        new(SyncErrorCodes.DuplicateKey, $"{endpoint.Root}[{sent}] has the same id and is the one that counts.", "id");

    // One call with a list: the request that is being filled, those that are under way, and what became of the records so far.
    private sealed class Run(EnterpretEndpoint endpoint, EnterpretOutcome[] outcomes) : IAsyncDisposable
    {
        private readonly List<Task<Sent>> _underWay = [];

        // Somebody may wait for a handful of records; nobody waits for thousands.
        private readonly QuotaPriority _priority = outcomes.Length <= endpoint.MaximumRecords ? QuotaPriority.Interactive : QuotaPriority.Bulk;
        private RequestBody _body = endpoint.CreateBody();
        private List<int> _positions = [];
        private WireFormat _format = endpoint.Format;
        private SendStop? _stop;
        private RecordProblem? _notSentBecause;
        private bool _hasVerdicts;

        public EnterpretOutcome[] Outcomes => outcomes;

        public async ValueTask AddAsync(EnterpretRecord record, int position, CancellationToken cancellationToken)
        {
            if (_body.IsFull)
                await FlushAsync(cancellationToken).ConfigureAwait(false);

            var fault = Write(endpoint, _body, record, _format, out var fit);
            if (fit == RecordFit.NoRoom)
            {
                await FlushAsync(cancellationToken).ConfigureAwait(false);
                fault = Write(endpoint, _body, record, _format, out fit);
            }

            if (fault is not null)
                outcomes[position] = new(EnterpretOutcomeStatus.Rejected, fault.ToProblem(endpoint.Root, position));
            else
                _positions.Add(position);
        }

        public async ValueTask<EnterpretResult> CompleteAsync(CancellationToken cancellationToken)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            while (_underWay.Count > 0)
                await TakeFinishedAsync().ConfigureAwait(false);
            return _stop is null || _hasVerdicts ? new(outcomes, _stop?.Exception) : throw _stop.Exception;
        }

        public async ValueTask DisposeAsync()
        {
            // Of a call that was cancelled or failed: the requests give back what they hold.
            await Task.WhenAll((IEnumerable<Task>)_underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _body.Dispose();
        }

        private async ValueTask FlushAsync(CancellationToken cancellationToken)
        {
            if (_positions.Count > 0 && _notSentBecause is null)
            {
                _underWay.Add(SendAsync(_body, _positions, cancellationToken));
                (_body, _positions) = (endpoint.CreateBody(), []);
                if (_underWay.Count >= endpoint.ParallelRequests)
                    await TakeFinishedAsync().ConfigureAwait(false);
            }
            else
            {
                _positions.ForEach(position => outcomes[position] = new(EnterpretOutcomeStatus.NotSent, _notSentBecause));
                _positions.Clear();
                _body.Clear();
            }

            _format = endpoint.Format;
        }

        private async Task<Sent> SendAsync(RequestBody body, List<int> positions, CancellationToken cancellationToken)
        {
            using (body)
                return new(positions, await BatchSender.SendAsync(endpoint, body, _priority, cancellationToken).ConfigureAwait(false));
        }

        private async ValueTask TakeFinishedAsync()
        {
            var finished = await Task.WhenAny(_underWay).ConfigureAwait(false);
            _underWay.Remove(finished);
            var (positions, report) = await finished.ConfigureAwait(false);
            for (var i = 0; i < positions.Count; i++)
                outcomes[positions[i]] = report.OutcomeOf(i);
            _hasVerdicts |= report.HasVerdicts;
            _stop ??= report.Stop;
            _notSentBecause ??= report.NotSentBecause;
        }

        private sealed record Sent(List<int> Positions, SendReport Report);
    }
}
