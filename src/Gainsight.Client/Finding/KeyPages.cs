using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Takes the key of a record that was read, as text, and its Gainsight ID if it came with one.</summary>
internal delegate void KeyTaker(string key, string? gsid);

/// <summary>Reads the keys of an object's records, page by page in the order of their Gainsight IDs.</summary>
internal static class KeyPages
{
    /// <summary>Finds out with one call whether an object has more records than a number.</summary>
    public static async ValueTask<bool> HasMoreThanAsync(
        GainsightApi api, string objectName, int rows, QuotaPriority priority, CancellationToken cancellationToken)
    {
        string[] select = [ObjectLayout.GsidName];
        using var reply = await ObjectQuery.SendAsync(
            api, objectName, new(select, []) { Offset = rows, Limit = 1, InOrder = true }, priority, cancellationToken).ConfigureAwait(false);

        // A service that does not take such an offset is taken to have more.
        return !ObjectQuery.IsRead(reply) || RecordReader.ReadFields(reply.Data.Span, select, static _ => { }) > 0;
    }

    /// <summary>Reads keys.</summary>
    /// <param name="api">The tenant.</param>
    /// <param name="layout">The object and its key.</param>
    /// <param name="filters">What the records must satisfy.</param>
    /// <param name="maximumPages">How many pages to read at most.</param>
    /// <param name="priority">Who is served first.</param>
    /// <param name="take">Takes each key.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The number of pages, null if there are more than the maximum; and why no more calls can be made.</returns>
    public static async ValueTask<(long? Pages, Stop? Stop)> ReadAsync(
        GainsightApi api,
        ObjectLayout layout,
        IReadOnlyList<GainsightFilter> filters,
        long maximumPages,
        QuotaPriority priority,
        KeyTaker take,
        CancellationToken cancellationToken)
    {
        string[] select = [ObjectLayout.GsidName, .. layout.KeyNames.Where(name => name != ObjectLayout.GsidName)];
        int[] positions = [.. layout.KeyNames.Select(name => Array.IndexOf(select, name))];
        var keys = new FieldValue[positions.Length];
        string? last = null;
        for (var page = 1L; page <= maximumPages; page++)
        {
            IReadOnlyList<GainsightFilter> all = last is null ? filters : [.. filters, new(ObjectLayout.GsidName, GainsightOperator.Greater, last)];
            using var reply = await ObjectQuery.SendAsync(api, layout.ObjectName, new(select, all) { InOrder = true }, priority, cancellationToken)
                .ConfigureAwait(false);
            if (!ObjectQuery.IsRead(reply))
                return (null, Stop.Of(reply, api));

            var before = last;
            var count = RecordReader.ReadFields(reply.Data.Span, select, values =>
            {
                var gsid = values[0].HasValue ? values[0].ToText() : null;
                last = gsid ?? last;
                for (var i = 0; i < keys.Length; i++)
                    keys[i] = values[positions[i]];
                take(KeyFinder.KeyOf(layout, keys), gsid);
            });
            if (count < QueryBody.MaximumRows)
                return (page, null);
            if (last == before)
                throw new InvalidOperationException("Gainsight returned the same page twice.");
        }

        return (null, null);
    }
}
