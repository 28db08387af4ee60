using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Census.Sync.Planning;

/// <summary>Collects messages and hashes them together: SHA-256, cut to 128 bits. Not safe for concurrent calls.</summary>
internal sealed class HashBatch
{
    // After a message: a bit that is set, zeros, and the number of its bits, up to a whole block.
    private const int LargestPadding = MultiSha256.BlockSize + sizeof(ulong);

    private readonly MultiSha256 _sha256 = new();
    private (int Start, int Length)[] _messages = new (int, int)[128];
    private byte[] _buffer = new byte[4_096];
    private int _start;
    private int _end;

    /// <summary>The number of messages.</summary>
    public int Count { get; private set; }

    /// <summary>Where the message that is being written ends so far.</summary>
    public int Position => _end - _start;

    /// <summary>Returns room at the end of the message, for at least so many bytes.</summary>
    public Span<byte> Room(int atLeast)
    {
        if (_end + atLeast > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _end + atLeast));
        return _buffer.AsSpan(_end);
    }

    /// <summary>Returns the message from a position on, to fill in what was not known when it was passed.</summary>
    public Span<byte> From(int position) => _buffer.AsSpan(_start + position, _end - _start - position);

    /// <summary>Takes what was written into the room.</summary>
    public void Advance(int count) => _end += count;

    /// <summary>Ends the message; the next one begins.</summary>
    public void EndMessage()
    {
        var length = _end - _start;
        var padded = (length + sizeof(ulong) + MultiSha256.BlockSize) / MultiSha256.BlockSize * MultiSha256.BlockSize;
        var padding = Room(LargestPadding)[..(padded - length)];
        padding.Clear();
        padding[0] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padding[^sizeof(ulong)..], (ulong)length * 8);

        if (Count == _messages.Length)
            Array.Resize(ref _messages, Count * 2);
        _messages[Count++] = (_start, length);
        _start = _end += padding.Length;
    }

    /// <summary>Hashes the messages in their order and forgets them.</summary>
    public void HashAll(Span<UInt128> hashes)
    {
        if (MultiSha256.IsSupported)
            HashInLanes(hashes);
        else
            HashOneByOne(hashes);
        Count = _start = _end = 0;
    }

    private void HashInLanes(Span<UInt128> hashes)
    {
        Span<(int Start, int Blocks)> lanes = stackalloc (int, int)[MultiSha256.Lanes];
        for (var first = 0; first < Count; first += MultiSha256.Lanes)
        {
            var count = Math.Min(MultiSha256.Lanes, Count - first);
            for (var i = 0; i < count; i++)
            {
                var (start, length) = _messages[first + i];
                lanes[i] = (start, (length + sizeof(ulong)) / MultiSha256.BlockSize + 1);
            }

            _sha256.Hash(_buffer, lanes[..count], hashes[first..]);
        }
    }

    private void HashOneByOne(Span<UInt128> hashes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var i = 0; i < Count; i++)
        {
            SHA256.HashData(_buffer.AsSpan(_messages[i].Start, _messages[i].Length), hash);
            hashes[i] = BinaryPrimitives.ReadUInt128BigEndian(hash);
        }
    }
}
