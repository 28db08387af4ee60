using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Sends parts of one batch of at most 50 records, as a splitter asks for them.</summary>
internal sealed class WriteCall(
    GainsightApi api, QuotaPriority priority, WriteBatch batch, int[] chunk, bool isInsert, ReferenceFinder? references)
{
    private readonly ObjectRows _rows = batch.Rows;

    // Records that were looked up after a key matched nothing, so that none is looked up twice.
    private readonly HashSet<int> _present = [];

    /// <summary>Sends the records at the given positions of the chunk.</summary>
    public async ValueTask<BatchAnswer> SendAsync(ReadOnlyMemory<int> positions, CancellationToken cancellationToken)
    {
        var part = new int[positions.Length];
        for (var i = 0; i < part.Length; i++)
            part[i] = chunk[positions.Span[i]];
        using var payload = _rows.ToPayload(part, isInsert);
        var name = _rows.Layout.ObjectName.ToLowerInvariant();
        var call = isInsert
            ? new ApiCall($"gainsight.{name}.insert", RepeatRule.AfterFind) { Priority = priority }
            : new ApiCall($"gainsight.{name}.update", RepeatRule.Safe) { Priority = priority };
        using var reply = await api.SendAsync(
            call,
            isInsert ? HttpMethod.Post : HttpMethod.Put,
            isInsert ? _rows.Layout.Path : _rows.Layout.UpdatePath,
            payload,
            cancellationToken).ConfigureAwait(false);

        switch (reply.End)
        {
            case CallEnd.Succeeded:
                Acknowledge(part, reply);
                return BatchAnswer.Accepted;
            case CallEnd.TooLarge:
                return BatchAnswer.TooLarge(RecordProblems.TooLarge);
            case CallEnd.Refused when !isInsert && SaysMissing(reply.ErrorCode):
                return await RefusedAsMissingAsync(positions, part, reply, cancellationToken).ConfigureAwait(false);
            case CallEnd.Refused when reply.ErrorCode == GainsightErrorCode.InvalidCall:
                // The object cannot be written at all, whatever the records hold.
                batch.Stop = Stop.Of(reply, api);
                return BatchAnswer.Halted;
            case CallEnd.Refused when reply.ErrorCode == GainsightErrorCode.NoMatch:
                return await RefusedLookupAsync(part, cancellationToken).ConfigureAwait(false) ?? Refused(part, reply);
            case CallEnd.Refused:
                return Refused(part, reply);
            default:
                if (reply.IsInDoubt)
                    batch.Set(part, RecordResult.Unknown);
                batch.Stop = Stop.Of(reply, api);
                return BatchAnswer.Halted;
        }
    }

    private bool SaysMissing(GainsightErrorCode code) =>
        code == GainsightErrorCode.NoMatch || code == GainsightErrorCode.InvalidGsid && _rows.Layout.UpdatesByGsid;

    private BatchAnswer Refused(int[] part, GainsightReply reply)
    {
        using var data = Parse(reply);
        var errors = new FieldErrors(data);
        var reason = RecordProblems.Of(reply.ErrorCode, errors.All.Count > 0 ? KnownField(errors.All[0].Field) : null);
        return BatchAnswer.Refused(reason, Positions(Attribution.Name(_rows, part, errors, reply.ErrorCode, api.Refused, out _)));
    }

    // The keys of some record, or a value that is looked up in another object, match nothing: looking the keys up tells which.
    private async ValueTask<BatchAnswer> RefusedAsMissingAsync(
        ReadOnlyMemory<int> positions, int[] part, GainsightReply reply, CancellationToken cancellationToken)
    {
        if (await RefusedLookupAsync(part, cancellationToken).ConfigureAwait(false) is { } answer)
            return answer;
        int[] unsure = [.. part.Where(row => !_present.Contains(row))];
        var found = new FindResult[_rows.Count];
        var stop = await KeyFinder.FindAsync(api, _rows, unsure, priority, found, cancellationToken).ConfigureAwait(false);
        if (stop is not null)
        {
            batch.Stop = stop;
            return BatchAnswer.Halted;
        }

        int[] missing = [.. unsure.Where(row => found[row].Outcome == FindOutcome.Absent)];
        _present.UnionWith(unsure.Except(missing));

        // Deleted and created again, the record has another ID than the one that was remembered.
        var hasMoved = false;
        foreach (var row in _rows.Layout.UpdatesByGsid ? unsure : [])
        {
            if (found[row].DestinationId is not { } gsid || gsid == _rows.GsidOf(row))
                continue;
            _rows.SetGsid(row, gsid);
            hasMoved = true;
        }

        if (missing.Length == 0 && hasMoved)
            return await SendAsync(positions, cancellationToken).ConfigureAwait(false);
        return missing.Length == 0
            ? Refused(part, reply)
            : BatchAnswer.Refused(RecordProblems.NotFound, Positions(missing.Select(row => KeyValuePair.Create(row, RecordProblems.NotFound))));
    }

    // Gainsight looks values up for nothing, but does not say which of them leads nowhere: asking for them, once in a run, costs less than to try records.
    private async ValueTask<BatchAnswer?> RefusedLookupAsync(int[] part, CancellationToken cancellationToken)
    {
        if (references is null || !_rows.Layout.HasLookups || api.Options.Lookups.ClearIfNoMatch)
            return null;
        var (named, stop) = await LookedUpValues.FindUnmatchedAsync(_rows, part, references, priority, cancellationToken).ConfigureAwait(false);
        if (stop is not null && stop.End != CallEnd.Refused)
        {
            batch.Stop = stop;
            return BatchAnswer.Halted;
        }

        foreach (var (row, column, problem) in named)
            api.Refused.Note(_rows.Layout, column, problem, _rows.ValuesOf(row)[column]);
        return named.Count == 0 ? null : BatchAnswer.Refused(
            named[0].Problem, Positions(named.DistinctBy(found => found.Row).Select(found => KeyValuePair.Create(found.Row, found.Problem))));
    }

    // Silence is never success: a record counts only if as many are acknowledged as were sent and not refused.
    private void Acknowledge(int[] part, GainsightReply reply)
    {
        batch.Set(part, RecordResult.Unknown);
        var written = RejectRefused(part, reply);
        var gsids = Acknowledgement.ReadGsids(reply.Data.Span);
        if (gsids.Count != written?.Length)
            return;
        for (var i = 0; i < written.Length; i++)
            batch.Results[written[i]] = RecordResult.Succeeded(isInsert ? RecordEffect.Created : RecordEffect.Updated, gsids[i]);
    }

    // Success with errors is documented for asynchronous calls only; should it happen here, it is read the same way. Returns the others; null if it is not
    // clear which those are.
    private int[]? RejectRefused(int[] part, GainsightReply reply)
    {
        if (reply.Data.Span.IndexOf("\"errors\":["u8) < 0)
            return part;
        using var data = Parse(reply);
        Dictionary<int, RecordProblem> refused = new(Attribution.Name(_rows, part, new FieldErrors(data), reply.ErrorCode, api.Refused, out var unclear));
        foreach (var (row, problem) in refused)
            batch.Results[row] = RecordResult.Rejected(problem);
        return unclear > 0 ? null : [.. part.Where(row => !refused.ContainsKey(row))];
    }

    private static JsonDocument? Parse(GainsightReply reply)
    {
        if (reply.Data.IsEmpty)
            return null;
        try
        {
            return JsonDocument.Parse(reply.Data);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // What the service calls a field may be anything; only a field of ours is repeated.
    private string? KnownField(string field) =>
        _rows.Layout.Columns.FirstOrDefault(column => column.Name.Equals(field, StringComparison.OrdinalIgnoreCase))?.Name;

    private KeyValuePair<int, RecordProblem>[] Positions(IEnumerable<KeyValuePair<int, RecordProblem>> named) =>
        [.. named.Select(pair => KeyValuePair.Create(Array.IndexOf(chunk, pair.Key), pair.Value))];
}
