using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>As whom a <see cref="SnowflakeSource"/> reads.</summary>
/// <remarks><see cref="ToString"/> shows the kind, never a secret.</remarks>
public sealed class SnowflakeCredential
{
    // Snowflake cuts or refuses more than an hour; a minute is left for clocks that differ.
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromMinutes(59);
    private readonly Func<string, TimeProvider, ApiSecret> _createSecret;

    private SnowflakeCredential(string tokenType, Func<string, TimeProvider, ApiSecret> createSecret)
    {
        TokenType = tokenType;
        _createSecret = createSecret;
    }

    internal string TokenType { get; }

    /// <summary>A key pair: the user has the public key, a token is made of the private one for each hour.</summary>
    /// <param name="user">The name of the user.</param>
    /// <param name="privateKeyPem">The private key in PEM, of PKCS#8 or PKCS#1: <c>-----BEGIN PRIVATE KEY-----</c>.</param>
    /// <param name="passphrase">What the key is encrypted with; null if it is not.</param>
    /// <exception cref="ArgumentException">The key cannot be read; the message does not show it.</exception>
    /// <remarks>https://docs.snowflake.com/en/developer-guide/sql-api/authenticating</remarks>
    public static SnowflakeCredential KeyPair(string user, string privateKeyPem, string? passphrase = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(user);
        ArgumentException.ThrowIfNullOrWhiteSpace(privateKeyPem);
        var key = RSA.Create();
        try
        {
            if (passphrase is null)
                key.ImportFromPem(privateKeyPem);
            else
                key.ImportFromEncryptedPem(privateKeyPem, passphrase);
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw new ArgumentException(
                passphrase is null
                    ? "The private key is not a PEM text of an RSA key. If it is encrypted, give its passphrase."
                    : "The private key cannot be read with this passphrase.",
                nameof(privateKeyPem));
        }

        return new("KEYPAIR_JWT", (account, time) => new(_ => new(new ApiToken(CreateToken(account, user, key, time), TokenLifetime)), time));
    }

    /// <summary>A token of OAuth.</summary>
    /// <param name="getToken">Gives a token that holds; asked again when Snowflake refuses the last one.</param>
    public static SnowflakeCredential OAuth(Func<CancellationToken, ValueTask<string>> getToken)
    {
        ArgumentNullException.ThrowIfNull(getToken);
        return new("OAUTH", (_, _) => new(getToken));
    }

    /// <summary>A programmatic access token.</summary>
    /// <param name="token">The token. Its user usually needs a network policy.</param>
    /// <exception cref="ArgumentException">The token cannot be sent in a header; the message does not show it.</exception>
    public static SnowflakeCredential AccessToken(string token)
    {
        var secret = new ApiSecret(token);
        return new("PROGRAMMATIC_ACCESS_TOKEN", (_, _) => secret);
    }

    /// <summary>Returns the kind, never a secret.</summary>
    public override string ToString() => TokenType;

    internal ApiSecret CreateSecret(string account, TimeProvider time) => _createSecret(account, time);

    // The part of a locator before its region; of a global account what is before the first hyphen.
    private static string NameOf(string account)
    {
        if (account.Contains(".global", StringComparison.OrdinalIgnoreCase))
            return account.Split('-')[0].ToUpperInvariant();
        return account.Split('.')[0].ToUpperInvariant();
    }

    private static string CreateToken(string account, string user, RSA key, TimeProvider time)
    {
        var subject = $"{NameOf(account)}.{user.ToUpperInvariant()}";
        var fingerprint = Convert.ToBase64String(SHA256.HashData(key.ExportSubjectPublicKeyInfo()));
        var now = time.GetUtcNow();
        var claims = new MemoryStream();
        using (var writer = new Utf8JsonWriter(claims))
        {
            writer.WriteStartObject();
            writer.WriteString("iss"u8, $"{subject}.SHA256:{fingerprint}");
            writer.WriteString("sub"u8, subject);
            writer.WriteNumber("iat"u8, now.ToUnixTimeSeconds());
            writer.WriteNumber("exp"u8, (now + TokenLifetime).ToUnixTimeSeconds());
            writer.WriteEndObject();
        }

        var signed = $"{Base64Url.EncodeToString("""{"alg":"RS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(claims.ToArray())}";
        var signature = key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }
}
