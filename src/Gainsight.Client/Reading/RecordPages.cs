using System.Runtime.CompilerServices;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Reads records of an object with some of their fields, page by page in the order of their Gainsight IDs.</summary>
internal static class RecordPages
{
    /// <summary>The code of a page that does not go on where the one before ended.</summary>
    public const string SamePageTwice = "same_page_twice";

    /// <summary>Reads records.</summary>
    /// <param name="api">The tenant.</param>
    /// <param name="objectName">The object.</param>
    /// <param name="select">The fields; the first is the Gainsight ID.</param>
    /// <param name="filters">What the records must satisfy.</param>
    /// <param name="untilEmpty">
    /// Whether only a page without records is the end. Else a page that is not full is, which costs no call more, and leaves out the rest where a tenant gives smaller pages than it is asked for.
    /// </param>
    /// <param name="cancellationToken">Ends the calls.</param>
    /// <returns>The records of each page; its list is used again.</returns>
    /// <exception cref="SyncDestinationException">A call failed, or a page came twice.</exception>
    public static async IAsyncEnumerable<List<FieldValue[]>> ReadAsync(
        GainsightApi api,
        string objectName,
        string[] select,
        IReadOnlyList<GainsightFilter> filters,
        bool untilEmpty,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<FieldValue[]> records = [];
        string? last = null;
        while (true)
        {
            records.Clear();
            IReadOnlyList<GainsightFilter> all = last is null ? filters : [.. filters, new(ObjectLayout.GsidName, GainsightOperator.Greater, last)];
            using (var reply = await ObjectQuery.SendAsync(api, objectName, new(select, all) { InOrder = true }, QuotaPriority.Bulk, cancellationToken).ConfigureAwait(false))
            {
                if (!ObjectQuery.IsRead(reply))
                    throw Stop.Of(reply, api).SyncException;
                RecordReader.ReadFields(reply.Data.Span, select, values => records.Add([.. values]));
            }

            if (records.Count == 0)
                yield break;
            yield return records;
            if (!untilEmpty && records.Count < QueryBody.MaximumRows)
                yield break;
            var next = records[^1][0] is { HasValue: true } gsid ? gsid.ToText() : null;
            if (next is null || next == last)
                throw new SyncDestinationException(SamePageTwice, $"Gainsight gave a page of {objectName} twice, or without Gainsight IDs, so its records cannot be read to their end.");
            last = next;
        }
    }
}
