using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Census.Sync.State;

/// <summary>Writes the primitive values of the state's format into a growing buffer.</summary>
internal sealed class BlobWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new(256);

    public int Length => _buffer.WrittenCount;

    public byte[] ToArray() => _buffer.WrittenSpan.ToArray();

    public void Clear() => _buffer.ResetWrittenCount();

    public void Byte(byte value)
    {
        _buffer.GetSpan(1)[0] = value;
        _buffer.Advance(1);
    }

    // Seven bits a byte, the lowest first, as LEB128.
    public void Number(ulong value)
    {
        var span = _buffer.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        _buffer.Advance(length);
    }

    public void Number(long value) => Number((ulong)value);

    public void Signed(long value) => Number((ulong)(value << 1 ^ value >> 63));

    public void Hash(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_buffer.GetSpan(16), value);
        _buffer.Advance(16);
    }

    public void Text(string? value)
    {
        // Null and empty differ: the length is stored one higher.
        if (value is null)
        {
            Number(0UL);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number((ulong)length + 1);
        Encoding.UTF8.GetBytes(value, _buffer.GetSpan(length));
        _buffer.Advance(length);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number((ulong)value.Length);
        _buffer.Write(value);
    }

    public void Time(DateTimeOffset value) => Number(value.UtcTicks);
}
