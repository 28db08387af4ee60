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

    /// <summary>Reads which keys the records that satisfy filters have.</summary>
    /// <returns>Why it ended early; null if it did not.</returns>
    public static async ValueTask<Stop?> ReadAsync(
        GainsightApi api,
        ObjectLayout layout,
        IReadOnlyList<GainsightFilter> filters,
        QuotaPriority priority,
        Dictionary<string, FindResult> matches,
        CancellationToken cancellationToken)
    {
        var (_, stop) = await KeyPages.ReadAsync(
            api,
            layout,
            filters,
            long.MaxValue,
            priority,
            (key, gsid) => matches[key] = matches.ContainsKey(key) ? FindResult.Many : FindResult.One(gsid),
            cancellationToken).ConfigureAwait(false);
        return stop;
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
}
