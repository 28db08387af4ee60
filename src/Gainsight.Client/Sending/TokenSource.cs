using System.Text;
using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Fetches OAuth tokens. They count against the tenant's quota: the vendor does not say that they do not.</summary>
internal sealed class TokenSource(ApiPipeline pipeline, Uri address, GainsightOAuthOptions options)
{
    private const string Operation = "gainsight.token";

    private static readonly Uri Path = new("v1/users/m2m/oauth/token", UriKind.Relative);
    private readonly string _credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ClientId}:{options.ClientSecret}"));

    /// <exception cref="TokenException">There is no token.</exception>
    public async ValueTask<ApiToken> GetAsync(CancellationToken cancellationToken)
    {
        var result = await pipeline.SendAsync(
            new(Operation, RepeatRule.Safe) { Priority = QuotaPriority.Interactive },
            this,
            static source => source.CreateRequest(),
            cancellationToken).ConfigureAwait(false);
        if (result is { Outcome: ApiOutcome.Answered, Response: { IsSuccessStatus: true } response } && ReadToken(response.Body) is { } token)
        {
            result.Dispose();
            return token;
        }

        using var reply = new GainsightReply(Operation, result) { UsesOAuth = true };
        throw new TokenException(reply, address);
    }

    private HttpRequestMessage CreateRequest() => new(HttpMethod.Post, new Uri(address, Path))
    {
        Content = options.TokenRequest == GainsightTokenRequest.Form
            ? new ByteArrayContent("grant_type=client_credentials"u8.ToArray()) { Headers = { ContentType = new("application/x-www-form-urlencoded") } }
            : new ByteArrayContent([]) { Headers = { ContentType = new("application/json") } },
        Headers = { Accept = { new("application/json") }, Authorization = new("Basic", _credentials) },
    };

    private static ApiToken? ReadToken(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
                || !root.TryGetProperty("access_token"u8, out var token) || token.ValueKind != JsonValueKind.String
                || token.GetString() is not { } value || ApiSecret.FindProblem(value) is not null)
                return null;
            return new(value, root.TryGetProperty("expires_in"u8, out var seconds) ? LifetimeOf(seconds) : null);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Without a lifetime a token is kept until it is refused.
    private static TimeSpan? LifetimeOf(JsonElement seconds)
    {
        var value = seconds.ValueKind switch
        {
            JsonValueKind.Number when seconds.TryGetInt64(out var number) => number,
            JsonValueKind.String when long.TryParse(seconds.GetString(), out var number) => number,
            _ => (long?)null,
        };
        return value is > 0 and < int.MaxValue ? TimeSpan.FromSeconds(value.Value) : null;
    }
}
