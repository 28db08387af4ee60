using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Census.Sync.Http;

namespace Census.Sync.Sources;

/// <summary>Tokens that a service gives for an id and a secret of an application, by the OAuth 2.0 client credentials grant.</summary>
internal static class ClientCredentials
{
    private static readonly ApiCall TokenCall = new("oauth token", RepeatRule.Safe);

    /// <exception cref="SyncSourceException">The service gives no token.</exception>
    public static async ValueTask<ApiToken> RequestAsync(
        ServiceCalls calls, string service, Uri address, string clientId, string clientSecret, string scope, CancellationToken cancellationToken)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(clientSecret)}"));
        using var answer = await calls.SendAsync(
            TokenCall,
            (address, basic, scope),
            static state => new(HttpMethod.Post, state.address)
            {
                Headers = { Authorization = new("Basic", state.basic), Accept = { new("application/json") } },
                Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("scope", state.scope)]),
            },
            cancellationToken).ConfigureAwait(false);
        if (!answer.Response!.IsSuccessStatus || !TryRead(answer.Response.Body.Span, out var token))
            throw new SyncSourceException($"{service} gave no token for the application (status {(int)answer.Response.Status}). Check its id and secret.");
        return token;
    }

    internal static bool TryRead(ReadOnlySpan<byte> body, out ApiToken token)
    {
        token = default;
        try
        {
            var reader = new Utf8JsonReader(body);
            string? value = null;
            TimeSpan? lifetime = null;
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var (isToken, isLifetime) = (reader.ValueTextEquals("access_token"u8), reader.ValueTextEquals("expires_in"u8));
                reader.Read();
                if (isToken && reader.TokenType == JsonTokenType.String)
                    value = reader.GetString();
                else if (isLifetime && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var seconds))
                    lifetime = TimeSpan.FromSeconds(seconds);
                else
                    reader.Skip();
            }

            if (ApiSecret.FindProblem(value) is not null)
                return false;
            token = new(value!, lifetime);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
