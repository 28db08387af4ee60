using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.SourceEmulators.Google;

/// <summary>What the services of Google have in common: a service account gets a token for a signed assertion.</summary>
public abstract class GoogleEmulator : ServiceEmulator
{
    // One for all: making a key takes longer than most tests.
    private static readonly RSA s_key = RSA.Create(2048);
    private readonly Lock _lock = new();
    private RSA _key = s_key;
    private int _tokens;

    /// <summary>The key file of a service account that this emulator knows.</summary>
    public string KeyFile => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["type"] = "service_account",
        ["project_id"] = "p",
        ["private_key_id"] = "k1",
        ["private_key"] = _key.ExportPkcs8PrivateKeyPem(),
        ["client_email"] = "reader@p.iam.gserviceaccount.com",
        ["client_id"] = "1",
        ["token_uri"] = $"{Address}token",
    });

    /// <summary>Gives the service account a key that no other emulator knows.</summary>
    public void ChangeKey() => _key = RSA.Create(2048);

    /// <summary>The scope that an assertion must ask for.</summary>
    protected abstract string Scope { get; }

    /// <summary>The token that is good; null before one was given.</summary>
    public string? Token { get; set; }

    protected sealed override string? NameOf(string method, string path, IQueryCollection query) =>
        (method, path) == ("POST", "/token") ? "token" : NameOfCall(method, path, query);

    protected abstract string? NameOfCall(string method, string path, IQueryCollection query);

    protected sealed override ServiceReply Answer(ServiceCall call, IQueryCollection query)
    {
        lock (_lock)
        {
            if (call.Name == "token")
                return GiveToken(call);
            if (!IsAllowed(call, query))
                return new(401, """{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}""");
            return AnswerCall(call, query);
        }
    }

    /// <summary>Looks at what calls change, while none does.</summary>
    protected T Synchronized<T>(Func<T> look)
    {
        lock (_lock)
            return look();
    }

    protected virtual bool IsAllowed(ServiceCall call, IQueryCollection query) => Token is not null && call["authorization"] == $"Bearer {Token}";

    protected abstract ServiceReply AnswerCall(ServiceCall call, IQueryCollection query);

    private ServiceReply GiveToken(ServiceCall call)
    {
        var form = call.Text.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        Require(form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer", "The grant is another.");
        var parts = form["assertion"].Split('.');
        var isSigned = _key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        Require(claims.RootElement.GetProperty("scope").GetString() == Scope, "The scope is another.");
        if (!isSigned)
            return new(400, """{"error":"invalid_grant","error_description":"Invalid JWT Signature."}""");
        Token = $"token-{++_tokens}";
        return new(200, $$"""{"access_token":"{{Token}}","expires_in":3599,"token_type":"Bearer"}""");
    }
}
