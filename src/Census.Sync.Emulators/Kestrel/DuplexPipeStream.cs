using System.Buffers;
using System.IO.Pipelines;

namespace Census.Sync.Emulators.Kestrel;

/// <summary>The client's end of an in-memory connection. A reset shows as an <see cref="IOException"/>, as it does on a socket.</summary>
internal sealed class DuplexPipeStream(PipeReader input, PipeWriter output, Action closed) : Stream
{
    private volatile bool _reset;
    private int _disposed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the connection the hard way: what was not read yet is lost.</summary>
    public void Reset()
    {
        _reset = true;
        input.CancelPendingRead();
        output.CancelPendingFlush();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            if (_reset)
            {
                input.AdvanceTo(result.Buffer.Start);
                throw new IOException("The connection was reset by the emulator.");
            }

            ReadOnlySequence<byte> available = result.Buffer;
            if (available.IsEmpty && !result.IsCompleted)
            {
                input.AdvanceTo(available.Start);
                continue;
            }

            ReadOnlySequence<byte> taken = available.Slice(0, Math.Min(available.Length, buffer.Length));
            int count = (int)taken.Length;
            taken.CopyTo(buffer.Span);
            // From here on the segments may be in use again; nothing of the sequence is valid.
            input.AdvanceTo(taken.End);
            return count;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        FlushResult result = await output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (_reset || result.IsCompleted)
        {
            throw new IOException("The connection was closed by the emulator.");
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls are supported.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Only asynchronous calls are supported.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            output.Complete();
            input.Complete();
            closed();
        }

        base.Dispose(disposing);
    }
}
