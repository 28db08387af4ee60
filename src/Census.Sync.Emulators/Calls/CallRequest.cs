using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.Emulators.Calls;

/// <summary>A request whose body was read, up to a limit.</summary>
internal sealed class CallRequest
{
    private static readonly JsonDocumentOptions _jsonOptions = new() { MaxDepth = 64 };
    private JsonDocument? _json;
    private bool _parsed;

    private CallRequest(HttpRequest request, byte[] body, long bodyLength, bool complete)
    {
        Method = request.Method;
        Path = request.Path.Value ?? "/";
        QueryString = request.QueryString.Value ?? "";
        Query = request.Query;
        // Copied: a call may be carried out after its connection is gone, and Kestrel uses its headers again.
        Headers = new HeaderDictionary(request.Headers.Count);
        foreach (KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues> header in request.Headers)
        {
            Headers.Add(header);
        }

        Body = body;
        BodyLength = bodyLength;
        IsComplete = complete;
    }

    public string Method { get; }

    public string Path { get; }

    public string QueryString { get; }

    public IQueryCollection Query { get; }

    public IHeaderDictionary Headers { get; }

    public byte[] Body { get; }

    /// <summary>Gets the bytes that arrived, also those beyond the limit.</summary>
    public long BodyLength { get; }

    /// <summary>Gets whether the body was within the limit.</summary>
    public bool IsComplete { get; }

    /// <summary>Gets the body's root, or an undefined element when the body is no JSON.</summary>
    public JsonElement Root
    {
        get
        {
            if (!_parsed)
            {
                _parsed = true;
                try
                {
                    _json = IsComplete && Body.Length > 0 ? JsonDocument.Parse(Body, _jsonOptions) : null;
                }
                catch (JsonException)
                {
                    _json = null;
                }
            }

            return _json?.RootElement ?? default;
        }
    }

    /// <exception cref="IOException">The client left before the body had arrived.</exception>
    public static async Task<CallRequest> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength is { } length && length <= maxBytes)
        {
            byte[] exact = new byte[length];
            await request.Body.ReadExactlyAsync(exact).ConfigureAwait(false);
            return new CallRequest(request, exact, length, complete: true);
        }

        // Too long, or of unknown length. The rest is read and forgotten, so that the client gets to hear the answer.
        var kept = new MemoryStream();
        byte[] buffer = new byte[16 * 1024];
        long total = 0;
        int read;
        while ((read = await request.Body.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            total += read;
            if (total <= maxBytes)
            {
                kept.Write(buffer, 0, read);
            }
        }

        return new CallRequest(request, kept.ToArray(), total, total <= maxBytes);
    }
}
