using System.Net;

namespace Census.Sync.Http;

/// <summary>Sets up connections the way an <see cref="ApiPipeline"/> needs them.</summary>
public static class ApiHandler
{
    /// <summary>Makes a handler.</summary>
    /// <returns>A handler to give to an <see cref="HttpClient"/> whose timeout is <see cref="Timeout.InfiniteTimeSpan"/>.</returns>
    public static SocketsHttpHandler Create()
    {
        var handler = new SocketsHttpHandler();
        Configure(handler);
        return handler;
    }

    /// <summary>Sets a handler up: redirects are not followed, since the key would go along; no cookies; connections are renewed, so that changes of DNS are seen.</summary>
    /// <param name="handler">The handler.</param>
    public static void Configure(SocketsHttpHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        handler.AllowAutoRedirect = false;
        handler.UseCookies = false;
        handler.AutomaticDecompression = DecompressionMethods.All;
        handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
        handler.ConnectTimeout = TimeSpan.FromSeconds(15);
    }

    /// <summary>Makes a client over such a handler, without a time limit of its own.</summary>
    /// <param name="baseAddress">The address that relative addresses are added to; it should end with a slash.</param>
    public static HttpClient CreateClient(Uri baseAddress)
    {
        ArgumentNullException.ThrowIfNull(baseAddress);
        return new(Create()) { BaseAddress = baseAddress, Timeout = Timeout.InfiniteTimeSpan };
    }
}
