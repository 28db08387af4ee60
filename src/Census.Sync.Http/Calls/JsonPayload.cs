using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Census.Sync.Http;

/// <summary>A JSON document that is serialised once and sent by as many attempts as it takes.</summary>
/// <remarks>
/// The bytes are pooled. They go back to the pool when the payload <em>and</em> every content made of it are disposed and no
/// transport reads them any more: with HTTP/2 a body may be read after the answer came.
/// </remarks>
public sealed class JsonPayload : IDisposable
{
    private readonly int _length;
    private byte[]? _buffer;
    private int _users = 1;
    private int _disposed;

    private JsonPayload(byte[] buffer, int length) => (_buffer, _length) = (buffer, length);

    /// <summary>Gets the size in bytes: what is really sent.</summary>
    public int Length => _length;

    /// <summary>Gets the bytes.</summary>
    /// <exception cref="ObjectDisposedException">The payload was disposed.</exception>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed != 0, this);
            return _buffer.AsMemory(0, _length);
        }
    }

    /// <summary>Serialises a document.</summary>
    /// <typeparam name="TState">The type of <paramref name="state"/>.</typeparam>
    /// <param name="state">What to serialise.</param>
    /// <param name="write">Writes one JSON value.</param>
    /// <param name="sizeHint">About how many bytes it will be.</param>
    public static JsonPayload Create<TState>(TState state, Action<Utf8JsonWriter, TState> write, int sizeHint = 4096)
    {
        ArgumentNullException.ThrowIfNull(write);
        var buffer = new PooledBufferWriter(sizeHint);
        try
        {
            using (var json = new Utf8JsonWriter(buffer))
                write(json, state);
        }
        catch
        {
            buffer.Discard();
            throw;
        }

        var (bytes, length) = buffer.Detach();
        return new(bytes, length);
    }

    /// <summary>Makes a content over the same bytes, for one request.</summary>
    /// <exception cref="ObjectDisposedException">The payload was disposed.</exception>
    public HttpContent CreateContent()
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        Interlocked.Increment(ref _users);
        return new Content(this);
    }

    /// <summary>Gives the bytes back as soon as no request uses them.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
            Release();
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
            ArrayPool<byte>.Shared.Return(Interlocked.Exchange(ref _buffer, null)!);
    }

    private sealed class Content : HttpContent
    {
        private static readonly MediaTypeHeaderValue Json = new("application/json");
        private readonly JsonPayload _payload;
        private int _readers = 1;

        public Content(JsonPayload payload)
        {
            _payload = payload;
            Headers.ContentType = Json;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            Enter();
            try
            {
                await stream.WriteAsync(_payload._buffer.AsMemory(0, _payload._length), cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Leave();
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _payload._length;
            return true;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && Interlocked.Exchange(ref _isDisposed, 1) == 0)
                Leave();
            base.Dispose(disposing);
        }

        private int _isDisposed;

        private void Enter()
        {
            // A content that was disposed before the transport came to it has no bytes any more.
            int readers;
            do
            {
                readers = Volatile.Read(ref _readers);
                ObjectDisposedException.ThrowIf(readers == 0, this);
            }
            while (Interlocked.CompareExchange(ref _readers, readers + 1, readers) != readers);
        }

        private void Leave()
        {
            if (Interlocked.Decrement(ref _readers) == 0)
                _payload.Release();
        }
    }
}
