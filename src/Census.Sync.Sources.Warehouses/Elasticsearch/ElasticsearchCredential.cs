using System.Text;

namespace Census.Sync.Sources;

/// <summary>As whom an <see cref="ElasticsearchSource"/> reads.</summary>
/// <remarks><see cref="ToString"/> shows the kind, never a secret.</remarks>
public sealed class ElasticsearchCredential
{
    private ElasticsearchCredential(string scheme, ApiSecret secret)
    {
        Scheme = scheme;
        Secret = secret;
    }

    internal string Scheme { get; }

    internal ApiSecret Secret { get; }

    /// <summary>An API key, as the answer that made it encodes it.</summary>
    /// <param name="encoded">The <c>encoded</c> value.</param>
    /// <exception cref="ArgumentException">The key cannot be sent in a header; the message does not show it.</exception>
    public static ElasticsearchCredential ApiKey(string encoded) => new("ApiKey", new(encoded));

    /// <summary>An API key of an id and a key.</summary>
    /// <param name="id">The id.</param>
    /// <param name="key">The key.</param>
    /// <exception cref="ArgumentException">One of them is empty.</exception>
    public static ElasticsearchCredential ApiKey(string id, string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(id);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return new("ApiKey", new(Encode(id, key)));
    }

    /// <summary>A user and a password.</summary>
    /// <param name="user">The user.</param>
    /// <param name="password">The password.</param>
    /// <exception cref="ArgumentException">One of them is empty.</exception>
    public static ElasticsearchCredential Basic(string user, string password)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(user);
        ArgumentException.ThrowIfNullOrWhiteSpace(password);
        return new("Basic", new(Encode(user, password)));
    }

    /// <summary>A token of a service account or of OAuth.</summary>
    /// <param name="getToken">Gives a token that holds; asked again when the cluster refuses the last one.</param>
    public static ElasticsearchCredential Bearer(Func<CancellationToken, ValueTask<string>> getToken)
    {
        ArgumentNullException.ThrowIfNull(getToken);
        return new("Bearer", new(getToken));
    }

    /// <summary>Returns the kind, never a secret.</summary>
    public override string ToString() => Scheme;

    private static string Encode(string one, string other) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{one}:{other}"));
}
