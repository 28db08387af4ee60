using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Census.Sync.Emulators.Calls;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>The tenant's one access key, and the tokens handed out for its OAuth client.</summary>
internal sealed class Credentials(GainsightEmulatorOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);
    private string _accessKey = options.AccessKey;
    private int _issued;

    public string AccessKey => Volatile.Read(ref _accessKey);

    public void Regenerate(string accessKey) => Volatile.Write(ref _accessKey, accessKey);

    public bool Allows(IHeaderDictionary headers, DateTimeOffset now)
    {
        if (headers.TryGetValue("Accesskey", out var key))
        {
            // A token is sent instead of the key, never beside it.
            return key.Count == 1 && key[0] == AccessKey && headers.Authorization.Count == 0;
        }

        string authorization = headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        lock (_gate)
        {
            return _tokens.TryGetValue(authorization["Bearer ".Length..].Trim(), out DateTimeOffset expires) && now < expires;
        }
    }

    public void RevokeTokens()
    {
        lock (_gate)
        {
            _tokens.Clear();
        }
    }

    /// <summary>A token for Basic credentials; the body is empty or the form <c>grant_type=client_credentials</c>. Null when the credentials are refused.</summary>
    /// <exception cref="ApiFault">The body is not what this tenant wants.</exception>
    public Reply? IssueToken(CallRequest request, DateTimeOffset now)
    {
        string expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.ClientId}:{options.ClientSecret}"));
        if (request.Headers.Authorization.ToString() != expected || request.Headers.ContainsKey("Accesskey"))
        {
            return null;
        }

        string type = request.Headers.ContentType.ToString().Split(';')[0].Trim();
        bool isForm = type == "application/x-www-form-urlencoded" && Encoding.UTF8.GetString(request.Body) == "grant_type=client_credentials";
        bool isEmpty = type is "" or "application/json" && request.Body.Length == 0;
        if (!(isForm && options.TokenRequest != GainsightTokenBody.Empty || isEmpty && options.TokenRequest != GainsightTokenBody.Form))
        {
            throw ApiFault.InvalidApi();
        }

        string token;
        lock (_gate)
        {
            token = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Seed}.{++_issued}")));
            _tokens[token] = now + options.TokenLifetime;
        }

        return new Reply(200, Json.Write(json =>
        {
            json.WriteStartObject();
            json.WriteString("access_token", token);
            json.WriteString("token_type", "Bearer");
            json.WriteNumber("expires_in", (long)options.TokenLifetime.TotalSeconds);
            json.WriteEndObject();
        }));
    }
}
