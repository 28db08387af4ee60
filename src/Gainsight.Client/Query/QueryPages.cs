using System.Globalization;
using System.Runtime.CompilerServices;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Reads the records of an answer, and the Gainsight ID of the last one.</summary>
internal delegate (List<TRecord> Records, string? LastId) PageReader<TRecord>(ReadOnlySpan<byte> data);

/// <summary>Reads a query page by page.</summary>
internal static class QueryPages
{
    /// <summary>Reads all pages.</summary>
    /// <param name="api">The tenant.</param>
    /// <param name="objectName">The object.</param>
    /// <param name="query">A query that was checked.</param>
    /// <param name="read">Reads the records of a page.</param>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <exception cref="GainsightException">A call failed.</exception>
    public static async IAsyncEnumerable<TRecord> ReadAllAsync<TRecord>(
        GainsightApi api, string objectName, GainsightQuery query, PageReader<TRecord> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        var left = query.Limit ?? int.MaxValue;
        do
        {
            var page = await ReadAsync(api, objectName, query, token, Math.Min(left, query.PageSize), read, cancellationToken).ConfigureAwait(false);
            foreach (var record in page.Items)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return record;
            }

            if (page.NextToken is not null && page.NextToken == token)
                throw new InvalidOperationException("Gainsight returned the same page twice.");
            token = page.NextToken;
            left -= page.Items.Count;
        }
        while (token is not null && left > 0);
    }

    /// <summary>Reads one page: behind an ID where the order allows, else behind a number of records.</summary>
    public static async ValueTask<GainsightPage<TRecord>> ReadAsync<TRecord>(
        GainsightApi api, string objectName, GainsightQuery query, string? token, int limit, PageReader<TRecord> read, CancellationToken cancellationToken)
    {
        var afterId = query.GoesOnById ? token : null;
        var offset = query.Skip;
        if (token is not null)
        {
            offset = query.GoesOnById ? 0
                : int.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
                : throw new ArgumentException("The token is not one of this query.", nameof(token));
        }

        // One page of the vendor has the second page begin at 5001; every client that was seen counts from zero.
        var sent = offset > 0 && api.Options.OffsetCountsFromOne ? offset + 1 : offset;
        using var reply = await ObjectQuery.SendAsync(api, objectName, query.ToBody(afterId, sent, limit), QuotaPriority.Interactive, cancellationToken)
            .ConfigureAwait(false);
        if (!ObjectQuery.IsRead(reply))
            throw Failures.ToException(reply, api.Address);

        var (records, lastId) = read(reply.Data.Span);
        if (records.Count < limit || limit < query.PageSize)
            return new(records, null);
        if (query.GoesOnById && lastId is null)
            throw new InvalidOperationException($"Records of {objectName} came without Gsid, so there is no next page; {nameof(query.HasGsid)} set to false pages without it.");
        return new(records, query.GoesOnById ? lastId : (offset + records.Count).ToString(CultureInfo.InvariantCulture));
    }
}
