using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Census.Sync.State;

/// <summary>Writes the primitive values of the state's format into a growing buffer.</summary>
internal sealed class BlobWriter : IBufferWriter<byte>
{
    private const int SmallestBuffer = 256;

    private byte[] _buffer = [];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    /// <summary>What was written, to be changed in its place.</summary>
    public Span<byte> Content => _buffer.AsSpan(0, Length);

    public byte[] ToArray() => _buffer[..Length];

    public void Clear() => Length = 0;

    /// <summary>Takes back what was written after so many bytes.</summary>
    public void Truncate(int length) => Length = Math.Min(Length, length);

    /// <summary>Makes room for so many bytes, which saves growing step by step.</summary>
    public void Reserve(int size)
    {
        if (_buffer.Length - Length < Math.Max(1, size))
            Array.Resize(ref _buffer, Math.Max(Math.Max(SmallestBuffer, _buffer.Length * 2), Length + size));
    }

    /// <summary>Puts the checksum behind what was written, which is a whole blob then.</summary>
    /// <returns>The blob; valid until the next call.</returns>
    public ReadOnlyMemory<byte> Close(StateSection section, long number)
    {
        var checksum = Checksum.Of(section, number, Written.Span);
        BinaryPrimitives.WriteUInt32LittleEndian(GetSpan(Checksum.Size), checksum);
        Length += Checksum.Size;
        return Written;
    }

    /// <summary>Takes the checksum off a whole blob that was read into the buffer.</summary>
    /// <exception cref="SyncStateException">The blob is damaged.</exception>
    public ReadOnlyMemory<byte> Open(StateSection section, long number)
    {
        Length = Checksum.Verify(section, number, Written.Span).Length;
        return Written;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(GetSpan(value.Length));
        Length += value.Length;
    }

    public void Byte(byte value)
    {
        GetSpan(1)[0] = value;
        Length++;
    }

    // Seven bits a byte, the lowest first, as LEB128.
    public void Number(ulong value)
    {
        var span = GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            span[length++] = (byte)(value | 0x80);
        span[length++] = (byte)value;
        Length += length;
    }

    public void Number(long value) => Number((ulong)value);

    public void Signed(long value) => Number((ulong)(value << 1 ^ value >> 63));

    public void Hash(UInt128 value)
    {
        BinaryPrimitives.WriteUInt128BigEndian(GetSpan(16), value);
        Length += 16;
    }

    public void Text(string? value)
    {
        // Null and empty differ: the length is stored one higher.
        if (value is null)
        {
            Number(0UL);
            return;
        }

        // What is short in any case takes a single pass.
        const int shortText = 0x7F / 3 - 1;
        if (value.Length <= shortText)
        {
            var span = GetSpan(1 + shortText * 3);
            var written = Encoding.UTF8.GetBytes(value, span[1..]);
            span[0] = (byte)(written + 1);
            Length += written + 1;
            return;
        }

        var length = Encoding.UTF8.GetByteCount(value);
        Number((ulong)length + 1);
        Length += Encoding.UTF8.GetBytes(value, GetSpan(length));
    }

    /// <summary>Writes the canonical text of a value as text.</summary>
    public void Text(in FieldValue value)
    {
        var span = GetSpan(1 + 0x7F);
        if (!value.TryFormat(span[1..0x7F], out var written))
        {
            Text(value.ToText());
            return;
        }

        span[0] = (byte)(written + 1);
        Length += written + 1;
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number((ulong)value.Length);
        Raw(value);
    }

    public void Time(DateTimeOffset value) => Number(value.UtcTicks);

    /// <inheritdoc/>
    public void Advance(int count) => Length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsMemory(Length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _buffer.AsSpan(Length);
    }
}
