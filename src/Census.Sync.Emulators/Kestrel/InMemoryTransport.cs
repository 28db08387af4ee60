using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Census.Sync.Emulators.Kestrel;

/// <summary>A Kestrel transport without sockets: a client connects by asking for a stream.</summary>
internal sealed class InMemoryTransport : IConnectionListenerFactory, IConnectionListener
{
    private readonly Channel<ConnectionContext> _arrivals = Channel.CreateUnbounded<ConnectionContext>();
    private int _number;

    public EndPoint EndPoint { get; } = new InMemoryEndPoint();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<IConnectionListener>(this);

    /// <summary>Opens a connection and returns the client's end of it.</summary>
    /// <exception cref="IOException">The emulator has stopped.</exception>
    public Stream Connect()
    {
        var connection = new InMemoryConnection(Interlocked.Increment(ref _number));
        return _arrivals.Writer.TryWrite(connection)
            ? connection.ClientStream
            : throw new IOException("The emulator has stopped.");
    }

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _arrivals.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_arrivals.Reader.TryRead(out ConnectionContext? connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _arrivals.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _arrivals.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    private sealed class InMemoryEndPoint : EndPoint
    {
        public override string ToString() => "memory";
    }
}
