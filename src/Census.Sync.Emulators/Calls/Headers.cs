using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.Emulators.Calls;

/// <summary>The headers that a client may send besides the vendor's own.</summary>
internal static class Headers
{
    private static readonly FrozenSet<string> _ordinary = FrozenSet.ToFrozenSet(
        ["Host", "Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Cache-Control", "Connection", "Content-Length", "Content-Type", "Date", "Expect",
            "Keep-Alive", "Pragma", "TE", "Trailer", "Transfer-Encoding", "User-Agent", "Via", "Request-Id", "Correlation-Context",
            "traceparent", "tracestate", "baggage"],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>The first header that has no business here.</summary>
    public static string? FindUnknown(IHeaderDictionary headers, params ReadOnlySpan<string> own)
    {
        foreach (KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header in headers)
        {
            if (!_ordinary.Contains(header.Key) && !IsOneOf(header.Key, own))
            {
                return header.Key;
            }
        }

        return null;
    }

    private static bool IsOneOf(string name, ReadOnlySpan<string> own)
    {
        foreach (string candidate in own)
        {
            if (candidate.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
