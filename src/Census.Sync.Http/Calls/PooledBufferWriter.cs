using System.Buffers;

namespace Census.Sync.Http;

// Grows over arrays of the shared pool. Not thread-safe.
internal sealed class PooledBufferWriter(int capacity = 4096) : IBufferWriter<byte>
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(_length);
    }

    // Hands the array over to the caller, who returns it to the pool.
    public (byte[] Buffer, int Length) Detach()
    {
        var detached = (_buffer, _length);
        (_buffer, _length) = ([], 0);
        return detached;
    }

    public void Discard()
    {
        var (buffer, _) = Detach();
        if (buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(buffer);
    }

    private void Reserve(int sizeHint)
    {
        var needed = _length + Math.Max(1, sizeHint);
        if (needed <= _buffer.Length)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
