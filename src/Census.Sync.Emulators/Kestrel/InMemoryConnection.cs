using System.Globalization;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Census.Sync.Emulators.Kestrel;

/// <summary>One connection made of two pipes.</summary>
internal sealed class InMemoryConnection : DefaultConnectionContext
{
    private static readonly PipeOptions _pipeOptions = new(useSynchronizationContext: false, pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19);

    // Never disposed: an abort may arrive when the connection has already ended.
    private readonly CancellationTokenSource _closed = new();
    private readonly DuplexPipe _server;

    public InMemoryConnection(int number)
        : base("memory-" + number.ToString(CultureInfo.InvariantCulture))
    {
        var request = new Pipe(_pipeOptions);
        var response = new Pipe(_pipeOptions);
        _server = new DuplexPipe(request.Reader, response.Writer);
        Transport = _server;
        ConnectionClosed = _closed.Token;
        ClientStream = new DuplexPipeStream(response.Reader, request.Writer, closed: SignalClosed);
    }

    public DuplexPipeStream ClientStream { get; }

    public override void Abort(ConnectionAbortedException abortReason)
    {
        ClientStream.Reset();
        SignalClosed();
    }

    public override ValueTask DisposeAsync()
    {
        _server.Input.Complete();
        _server.Output.Complete();
        return base.DisposeAsync();
    }

    // Queued: whoever waits for the token must not run on the thread that closes the connection.
    private void SignalClosed() => ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);

    private sealed class DuplexPipe(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
