using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Doctor;

/// <summary>Keeps the last answer as it came, below the client: the questions are about the very forms that the client hides.</summary>
public sealed class Recorder(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    public HttpStatusCode Status { get; private set; }

    public JsonNode? Body { get; private set; }

    public bool HasRateLimitHeader { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (Status, Body) = (default, null);
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        Status = response.StatusCode;
        HasRateLimitHeader |= response.Headers.NonValidated.Contains("x-ratelimit-limit");
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
