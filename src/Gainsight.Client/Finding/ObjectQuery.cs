using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Reads records of one object.</summary>
internal static class ObjectQuery
{
    /// <summary>Sends a query.</summary>
    public static async ValueTask<GainsightReply> SendAsync(
        GainsightApi api, string objectName, QueryBody query, QuotaPriority priority, CancellationToken cancellationToken)
    {
        using var payload = JsonPayload.Create(query, static (json, query) => query.Write(json));
        return await api.SendAsync(
            new($"gainsight.{objectName.ToLowerInvariant()}.query", RepeatRule.Safe) { Priority = priority },
            HttpMethod.Post,
            $"v1/data/objects/query/{Uri.EscapeDataString(objectName)}",
            payload,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells success; "nothing found" comes in three forms, two of which look like errors.</summary>
    public static bool IsRead(GainsightReply reply) => reply.End == CallEnd.Succeeded
        || reply.End == CallEnd.Refused && (reply.Envelope.SaysNoData || reply.ErrorCode == GainsightErrorCode.NoMatch);
}
