using Census.Sync.Planning;
using Census.Sync.State;

namespace Census.Sync.Sending;

/// <summary>Asks the destination, before a batch is sent, for the fields that are only set where they are empty, and leaves out those that have a value.</summary>
internal sealed class SetIfEmpty
{
    private static readonly RecordProblem s_cannotTell = new(
        SyncErrorCodes.CannotTell, "The destination could not tell whether a field that is only set where it is empty has a value. The record was not sent.");

    private readonly DestinationReader _reader;
    private readonly IReadOnlyList<int> _fields;

    private SetIfEmpty(DestinationReader reader, IReadOnlyList<int> fields) => (_reader, _fields) = (reader, fields);

    /// <returns>Null if there is no such field, or what is written is always new.</returns>
    /// <exception cref="SyncConfigurationException">The destination cannot be read.</exception>
    /// <exception cref="SyncDestinationException">The destination cannot be used.</exception>
    public static async ValueTask<SetIfEmpty?> OpenAsync(SyncDefinition sync, SyncPlan plan, CancellationToken cancellationToken)
    {
        var fields = new List<int>();
        for (var i = 0; i < sync.Mappings.Count; i++)
        {
            if (sync.Mappings[i].SetIfEmpty)
                fields.Add(i);
        }

        if (fields.Count == 0 || plan.Operation is not (SyncOperation.Upsert or SyncOperation.Update))
            return null;
        return await sync.Destination.OpenReaderAsync(plan, fields, cancellationToken).ConfigureAwait(false) is { } reader
            ? new(reader, fields)
            : throw new SyncConfigurationException(
                $"The object '{plan.Object.Name}' cannot be read, so {string.Join(", ", fields.Select(field => $"'{plan.Fields[field].Field.Name}'"))} cannot be set only where it is empty.");
    }

    /// <summary>Makes the records that are sent in the place of others.</summary>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <exception cref="SyncDestinationException">The destination cannot be used; nothing was sent.</exception>
    public async ValueTask<Prepared> PrepareAsync(RecordBatch records, CancellationToken cancellationToken)
    {
        var (asked, positions) = Questions(records);
        using (asked)
        {
            var found = asked.Count == 0 ? [] : await _reader.FindAsync(asked, cancellationToken).ConfigureAwait(false);
            var prepared = new Prepared(new(records.Schema, records.Count), new RecordResult?[records.Count]);
            for (int i = 0, question = 0; i < records.Count; i++)
            {
                var isAsked = question < positions.Count && positions[question] == i;
                if (!isAsked)
                    prepared.Records.Add(records[i].Values, records[i].Knowledge, records[i].DestinationId);
                else if (!TryAdd(prepared.Records, records[i], question < found.Count ? found[question] : FindResult.CannotTell))
                    prepared.Refused[i] = RecordResult.Rejected(s_cannotTell);
                question += isAsked ? 1 : 0;
            }

            return prepared;
        }
    }

    private (RecordBatch Asked, List<int> Positions) Questions(RecordBatch records)
    {
        var asked = new RecordBatch(records.Schema, records.Count);
        var positions = new List<int>();
        for (var i = 0; i < records.Count; i++)
        {
            foreach (var field in _fields)
            {
                if (!records[i].Values[field].HasValue)
                    continue;
                asked.Add(records[i].Values);
                positions.Add(i);
                break;
            }
        }

        return (asked, positions);
    }

    private bool TryAdd(RecordBatch target, Record record, in FindResult found)
    {
        var isThere = found.Outcome == FindOutcome.One && found.Values.Length == record.Values.Length;
        if (!isThere && found.Outcome != FindOutcome.Absent)
            return false;
        if (isThere)
        {
            foreach (var field in _fields)
            {
                if (record.Values[field].HasValue && found.Values.Span[field].IsAbsent)
                    return false;
            }
        }

        var values = target.Add(record.Knowledge, record.DestinationId);
        record.Values.CopyTo(values);
        foreach (var field in _fields)
        {
            if (isThere && found.Values.Span[field].HasValue)
                values[field] = FieldValue.Absent;
        }

        return true;
    }

    /// <summary>What is sent of a batch.</summary>
    /// <param name="Records">The records that are sent.</param>
    /// <param name="Refused">By their positions in the batch, those that are not.</param>
    internal sealed record Prepared(RecordBatch Records, RecordResult?[] Refused) : IDisposable
    {
        public void Dispose() => Records.Dispose();

        /// <summary>Puts the results of what was sent where the records stand in the batch.</summary>
        public IReadOnlyList<RecordResult> Merge(IReadOnlyList<RecordResult> results)
        {
            // More results than records cannot be attributed, nor can those that are missing.
            var merged = new RecordResult[Refused.Length];
            for (int i = 0, sent = 0; i < merged.Length; i++)
                merged[i] = Refused[i] ?? (sent < results.Count && results.Count <= Records.Count ? results[sent++] : RecordResult.Unknown);
            return merged;
        }
    }
}
