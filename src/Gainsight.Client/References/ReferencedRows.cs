using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Puts Gainsight IDs in the place of the names by which records refer to others, where Gainsight does not look them up itself.</summary>
internal static class ReferencedRows
{
    /// <summary>Returns the columns that are looked up here.</summary>
    public static IEnumerable<int> ColumnsOf(ObjectLayout layout) =>
        Enumerable.Range(0, layout.Columns.Count).Where(i => layout.Columns[i] is { LookupBy: not null, HelperName: null });

    /// <summary>Looks names up.</summary>
    /// <param name="batch">The records; those whose reference is not found are rejected.</param>
    /// <param name="references">Finds them.</param>
    /// <param name="column">The column with the names.</param>
    /// <param name="target">What the names are those of: the name, or the ID in <paramref name="within"/> and the name.</param>
    /// <param name="priority">Who is served first.</param>
    /// <param name="within">The IDs of what the referenced records belong to, one a row; null if names are not told apart by one.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The IDs, one a row; null for a row without one. The batch has stopped if the calls have.</returns>
    public static async ValueTask<string?[]> FindAsync(
        WriteBatch batch,
        ReferenceFinder references,
        int column,
        ObjectLayout target,
        QuotaPriority priority,
        string?[]? within,
        CancellationToken cancellationToken)
    {
        var ids = new string?[batch.Rows.Count];
        List<int> wanted = [];
        using var keys = new RecordBatch(new RecordSchema([.. target.Columns.Select(key => key.Name)]), Math.Max(1, batch.Rows.Count));
        for (var row = 0; row < ids.Length; row++)
        {
            if (batch.Results[row].Outcome != RecordOutcome.Deferred || !batch.Rows.ValuesOf(row)[column].HasValue || within is not null && within[row] is null)
                continue;
            var key = keys.Add();
            if (within is not null)
                key[0] = within[row];
            key[^1] = batch.Rows.ValuesOf(row)[column];
            wanted.Add(row);
        }

        var found = new FindResult[wanted.Count];
        batch.Stop = await references.FindAsync(target, keys, priority, found, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < wanted.Count && batch.Stop is null; i++)
        {
            ids[wanted[i]] = found[i].DestinationId;
            var name = batch.Rows.Layout.Columns[column].Name;
            if (found[i].DestinationId is null)
            {
                batch.Results[wanted[i]] = RecordResult.Rejected(found[i].Outcome == FindOutcome.Absent
                    ? RecordProblems.NoSuchReference(name, target.ObjectName)
                    : RecordProblems.AmbiguousReference(name, target.ObjectName));
            }
        }

        return ids;
    }

    /// <summary>Returns the batch with IDs for names, and the same results so far; the records are the caller's to dispose.</summary>
    public static async ValueTask<(WriteBatch Batch, RecordBatch? Records)> ResolveAsync(
        WriteBatch batch, RecordBatch records, ReferenceFinder references, QuotaPriority priority, CancellationToken cancellationToken)
    {
        var layout = batch.Rows.Layout;
        Dictionary<int, string?[]> resolved = [];
        foreach (var column in ColumnsOf(layout))
        {
            var target = references.TargetOf(layout.Columns[column].Field.LookupObject!, layout.Columns[column].LookupBy!);
            resolved[column] = await FindAsync(batch, references, column, target, priority, null, cancellationToken).ConfigureAwait(false);
            if (batch.IsOver)
                return (batch, null);
        }

        if (resolved.Count == 0)
            return (batch, null);
        var copy = new RecordBatch(records.Schema, Math.Max(1, records.Count));
        for (var row = 0; row < records.Count; row++)
        {
            var values = copy.Add(records[row].Knowledge, records[row].DestinationId);
            records[row].Values.CopyTo(values);
            foreach (var (column, ids) in resolved)
            {
                if (ids[row] is { } id)
                    values[column] = id;
            }
        }

        return (new(batch.Rows.Over(copy), batch.Results), copy);
    }
}
