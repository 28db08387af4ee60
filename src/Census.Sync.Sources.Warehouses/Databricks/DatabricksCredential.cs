namespace Census.Sync.Sources;

/// <summary>As whom a <see cref="DatabricksSource"/> reads.</summary>
/// <remarks><see cref="ToString"/> shows the kind, never a secret.</remarks>
public sealed class DatabricksCredential
{
    private readonly string _kind;
    private readonly Func<ServiceCalls, Uri, TimeProvider, ApiSecret> _createSecret;

    private DatabricksCredential(string kind, Func<ServiceCalls, Uri, TimeProvider, ApiSecret> createSecret)
    {
        _kind = kind;
        _createSecret = createSecret;
    }

    /// <summary>A personal access token.</summary>
    /// <param name="token">The token.</param>
    /// <exception cref="ArgumentException">The token cannot be sent in a header; the message does not show it.</exception>
    public static DatabricksCredential AccessToken(string token)
    {
        var secret = new ApiSecret(token);
        return new("access token", (_, _, _) => secret);
    }

    /// <summary>A service principal, by OAuth between machines: a token is asked for at the workspace for each hour.</summary>
    /// <param name="clientId">The id of the service principal.</param>
    /// <param name="clientSecret">Its OAuth secret.</param>
    /// <exception cref="ArgumentException">One of them is empty.</exception>
    /// <remarks>https://docs.databricks.com/aws/en/dev-tools/auth/oauth-m2m</remarks>
    public static DatabricksCredential ServicePrincipal(string clientId, string clientSecret)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(clientId);
        ArgumentException.ThrowIfNullOrWhiteSpace(clientSecret);
        return new("service principal", (calls, workspace, time) => new(
            cancellationToken => ClientCredentials.RequestAsync(calls, "Databricks", new(workspace, "oidc/v1/token"), clientId, clientSecret, "all-apis", cancellationToken), time));
    }

    /// <summary>Tokens of the application's own, such as those of Microsoft Entra on Azure.</summary>
    /// <param name="getToken">Gives a token that holds; asked again when Databricks refuses the last one.</param>
    public static DatabricksCredential Token(Func<CancellationToken, ValueTask<string>> getToken)
    {
        ArgumentNullException.ThrowIfNull(getToken);
        return new("token", (_, _, _) => new(getToken));
    }

    /// <summary>Returns the kind, never a secret.</summary>
    public override string ToString() => _kind;

    internal ApiSecret CreateSecret(ServiceCalls calls, Uri workspace, TimeProvider time) => _createSecret(calls, workspace, time);
}
