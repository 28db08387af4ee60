using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Asks Gainsight which keys of records exist, 50 at a time.</summary>
internal static class KeyFinder
{
    /// <summary>The number of keys in a question. The vendor states no limit; 50 is what a write takes.</summary>
    public const int MaximumKeys = 50;

    /// <summary>Finds records.</summary>
    /// <param name="api">The tenant.</param>
    /// <param name="rows">The records.</param>
    /// <param name="wanted">Those to look for.</param>
    /// <param name="priority">Who is served first.</param>
    /// <param name="found">Gets the answers, by the number of the record; "cannot tell" for those not reached.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Why it ended early; null if it did not.</returns>
    public static async ValueTask<Stop?> FindAsync(
        GainsightApi api, ObjectRows rows, IReadOnlyList<int> wanted, QuotaPriority priority, FindResult[] found, CancellationToken cancellationToken)
    {
        foreach (var chunk in wanted.Chunk(MaximumKeys))
        {
            Dictionary<string, FindResult> matches = new(StringComparer.Ordinal);
            var stop = await ReadAsync(api, rows.Layout, FiltersFor(rows, chunk), priority, matches, cancellationToken).ConfigureAwait(false);
            if (stop is not null)
                return stop;
            foreach (var row in chunk)
                found[row] = matches.GetValueOrDefault(rows.KeyOf(row), FindResult.Absent);
        }

        return null;
    }

    /// <summary>Builds the text of a key from values that were read.</summary>
    public static string KeyOf(ObjectLayout layout, ReadOnlySpan<FieldValue> keys)
    {
        if (keys.Length == 1)
            return layout.KeyText(0, keys[0]);
        var text = "";
        for (var i = 0; i < keys.Length; i++)
            text += layout.KeyText(i, keys[i]) + '\u001f';
        return text;
    }

    // Each key field is one of its values: of several fields that also finds combinations nobody asked for, which are passed over.
    private static GainsightFilter[] FiltersFor(ObjectRows rows, int[] chunk)
    {
        var filters = new GainsightFilter[rows.Layout.KeyIndexes.Count];
        for (var key = 0; key < filters.Length; key++)
        {
            var values = chunk.Select(row => rows.KeyValueOf(row, key)).Distinct().ToArray();
            filters[key] = new(rows.Layout.KeyNames[key], GainsightOperator.In, values);
        }

        return filters;
    }

    private static async ValueTask<Stop?> ReadAsync(
        GainsightApi api,
        ObjectLayout layout,
        GainsightFilter[] filters,
        QuotaPriority priority,
        Dictionary<string, FindResult> matches,
        CancellationToken cancellationToken)
    {
        string[] select = layout.KeyNames.Contains("Gsid") ? ["Gsid", .. layout.KeyNames.Where(name => name != "Gsid")] : ["Gsid", .. layout.KeyNames];
        int[] keyPositions = [.. layout.KeyNames.Select(name => Array.IndexOf(select, name))];
        string? last = null;
        while (true)
        {
            GainsightFilter[] all = last is null ? filters : [.. filters, new("Gsid", GainsightOperator.Greater, last)];
            using var reply = await ObjectQuery.SendAsync(api, layout.ObjectName, new(select, all) { InOrder = true }, priority, cancellationToken)
                .ConfigureAwait(false);
            if (!ObjectQuery.IsRead(reply))
                return Stop.Of(reply, api);

            var before = last;
            var count = RecordReader.ReadFields(reply.Data.Span, select, values =>
            {
                last = values[0].HasValue ? values[0].ToText() : last;
                FieldValue[] keys = [.. keyPositions.Select(position => values[position])];
                var text = KeyOf(layout, keys);
                matches[text] = matches.ContainsKey(text) ? FindResult.Many : FindResult.One(last);
            });
            if (count < QueryBody.MaximumRows)
                return null;
            if (last == before)
                throw new InvalidOperationException("Gainsight returned the same page twice.");
        }
    }
}
