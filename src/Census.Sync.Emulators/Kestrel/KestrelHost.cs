using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Census.Sync.Emulators.Kestrel;

/// <summary>A bare Kestrel, in memory or on a loopback port: no host, no container, no logging, no signal handlers.</summary>
internal sealed class KestrelHost : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly InMemoryTransport? _memory;

    private KestrelHost(KestrelServer server, InMemoryTransport? memory, Uri baseAddress)
    {
        _server = server;
        _memory = memory;
        BaseAddress = baseAddress;
    }

    public Uri BaseAddress { get; }

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<KestrelHost> StartAsync(string memoryHost, int? port, RequestDelegate handler, CancellationToken cancellationToken)
    {
        InMemoryTransport? memory = port is null ? new InMemoryTransport() : null;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Listen(memory?.EndPoint ?? new IPEndPoint(IPAddress.Loopback, port ?? 0), listen => listen.Protocols = HttpProtocols.Http1);

        IConnectionListenerFactory transport = memory is not null
            ? memory
            : new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        var server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
        try
        {
            await server.StartAsync(new Application(handler), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            server.Dispose();
            throw;
        }

        var address = new Uri(memory is not null
            ? $"http://{memoryHost}/"
            : server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        return new KestrelHost(server, memory, address);
    }

    public SocketsHttpHandler CreateHandler()
    {
        var handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false };
        if (_memory is { } memory)
        {
            // Any other host is unknown, so that a client that takes a key elsewhere is found out.
            handler.ConnectCallback = (context, _) => context.DnsEndPoint.Host.Equals(BaseAddress.Host, StringComparison.OrdinalIgnoreCase)
                ? ValueTask.FromResult(memory.Connect())
                : ValueTask.FromException<Stream>(new SocketException((int)SocketError.HostNotFound));
        }

        return handler;
    }

    public async ValueTask DisposeAsync()
    {
        // Nothing in flight is worth waiting for: an emulator that stops is a server that goes away.
        await _server.StopAsync(new CancellationToken(canceled: true)).ConfigureAwait(false);
        _server.Dispose();
    }

    private sealed class Application(RequestDelegate handler) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handler(context);

        public void DisposeContext(HttpContext context, Exception? exception)
        {
        }
    }
}
