using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Doctor;

/// <summary>Keeps the last answer as it came, below the client: the questions are about the very forms that the client hides.</summary>
public sealed class Recorder(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private readonly SortedSet<string> _limitHeaders = new(StringComparer.OrdinalIgnoreCase);

    public HttpStatusCode Status { get; private set; }

    public JsonNode? Body { get; private set; }

    public bool HasRateLimitHeader { get; private set; }

    /// <summary>Gets how many answers refused a call as too many.</summary>
    public int Throttled { get; private set; }

    /// <summary>Gets the names of headers that tell of limits.</summary>
    public IReadOnlyCollection<string> LimitHeaders => _limitHeaders;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (Status, Body) = (default, null);
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        Status = response.StatusCode;
        HasRateLimitHeader |= response.Headers.NonValidated.Contains("x-ratelimit-limit");
        Throttled += Status == HttpStatusCode.TooManyRequests ? 1 : 0;
        _limitHeaders.UnionWith(response.Headers.NonValidated.Select(header => header.Key).Where(name =>
            name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase) || name.Replace("-", "", StringComparison.Ordinal).Contains("ratelimit", StringComparison.OrdinalIgnoreCase)));
        try
        {
            Body = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        }
        catch (JsonException)
        {
            // A page of a gateway: the client says what is wrong.
        }

        return response;
    }
}
