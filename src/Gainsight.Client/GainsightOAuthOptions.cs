namespace Gainsight.Client;

/// <summary>A machine-to-machine OAuth key of the tenant: calls carry a token that is fetched with it, instead of the access key.</summary>
/// <remarks>
/// An organisation may have at most 15 such keys. Tokens come from <c>POST /v1/users/m2m/oauth/token</c> on the tenant's own domain and act for the whole
/// tenant, as the access key does; a list of allowed addresses is not needed with them. One is fetched when it is first needed, replaced shortly before its
/// end, and once more when it is refused.
/// </remarks>
public sealed class GainsightOAuthOptions
{
    /// <summary>Gets or sets the id of the client.</summary>
    /// <value>The default is null; required. Without a colon.</value>
    public string? ClientId { get; set; }

    /// <summary>Gets or sets the secret of the client.</summary>
    /// <value>The default is null; required.</value>
    public string? ClientSecret { get; set; }

    /// <summary>Gets or sets what the request for a token holds.</summary>
    /// <value>The default is <see cref="GainsightTokenRequest.Form"/>. Assumed: public clients do it either way.</value>
    public GainsightTokenRequest TokenRequest { get; set; }

    internal GainsightOAuthOptions Copy() => (GainsightOAuthOptions)MemberwiseClone();

    /// <summary>Returns the type only: a secret must not slip into a log.</summary>
    public override string ToString() => nameof(GainsightOAuthOptions);
}
