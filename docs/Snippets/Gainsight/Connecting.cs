using Census.Sync;
using Gainsight.Client;

namespace Snippets.Gainsight;

public static class Connecting
{
    public static GainsightClientOptions WithKey(string key)
    {
        #region key
        GainsightClientOptions options = new()
        {
            Domain = "acme",        // or acme.gainsightcloud.com, https://acme.gainsightcloud.com/, success.acme.com
            AccessKey = key,
            QuotaShare = 0.5,       // the part of the tenant's calls that this client may use
        };
        #endregion
        return options;
    }

    public static GainsightClientOptions WithProvider(Func<string, CancellationToken, Task<string>> readSecretAsync)
    {
        #region provider
        GainsightClientOptions options = new()
        {
            Domain = "acme",
            AccessKeyProvider = async cancellationToken => await readSecretAsync("gainsight", cancellationToken),
        };
        #endregion
        return options;
    }

    public static GainsightClientOptions WithOAuth(string clientId, string clientSecret)
    {
        #region oauth
        GainsightClientOptions options = new()
        {
            Domain = "acme",
            OAuth = new() { ClientId = clientId, ClientSecret = clientSecret },
        };
        #endregion
        return options;
    }

    public static async Task<ConnectionTestResult> TestAsync(GainsightClientOptions options)
    {
        #region test
        using var gainsight = new GainsightClient(options);     // one for the life of the process: the quota is counted in it
        var connection = await gainsight.TestConnectionAsync();
        Console.WriteLine(connection.Succeeded ? "connected" : connection.Message);
        #endregion
        return connection;
    }
}
