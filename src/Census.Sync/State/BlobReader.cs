using System.Buffers.Binary;
using System.Text;

namespace Census.Sync.State;

/// <summary>Reads what <see cref="BlobWriter"/> wrote. Anything else is reported as damage, never as another value.</summary>
internal ref struct BlobReader(ReadOnlySpan<byte> content)
{
    private ReadOnlySpan<byte> _rest = content;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    public byte Byte() => Take(1)[0];

    public ulong Number()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
                return value;
        }

        throw Damaged();
    }

    public long Long() => (long)Number();

    public int Count()
    {
        var count = Number();
        return count <= int.MaxValue ? (int)count : throw Damaged();
    }

    public long Signed()
    {
        var value = Number();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public UInt128 Hash() => BinaryPrimitives.ReadUInt128BigEndian(Take(16));

    public string? Text()
    {
        var length = Count();
        return length == 0 ? null : Encoding.UTF8.GetString(Take(length - 1));
    }

    public string RequiredText() => Text() ?? throw Damaged();

    /// <summary>Reads a text that is there as UTF-8.</summary>
    public ReadOnlySpan<byte> RequiredTextBytes()
    {
        var length = Count();
        return length == 0 ? throw Damaged() : Take(length - 1);
    }

    public ReadOnlySpan<byte> Bytes() => Take(Count());

    public DateTimeOffset Time()
    {
        var ticks = Long();
        return ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks ? new(ticks, TimeSpan.Zero) : throw Damaged();
    }

    /// <summary>What is thrown for a state that cannot be read.</summary>
    /// <param name="part">The part that is damaged, as far as it is known.</param>
    public static SyncStateException Damaged(string part = "a part of it") =>
        new($"The state is damaged: {part} cannot be read. Restore it from a backup, or delete it to send every record again.");

    /// <summary>Reads bytes as they are.</summary>
    public ReadOnlySpan<byte> Take(int length)
    {
        if (length > _rest.Length)
            throw Damaged();
        var taken = _rest[..length];
        _rest = _rest[length..];
        return taken;
    }
}
