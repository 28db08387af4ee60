using System.Buffers.Binary;
using System.Numerics;

namespace Census.Sync.State;

/// <summary>
/// The last four bytes of every blob: CRC-32C over its section, its number, its length and its content. A blob that was changed, cut or put in another's place is
/// reported as damage; it would otherwise be sent as somebody's data.
/// </summary>
internal static class Checksum
{
    public const int Size = sizeof(uint);

    /// <summary>Puts the checksum behind the content.</summary>
    public static byte[] Append(StateSection section, long number, ReadOnlySpan<byte> content)
    {
        var blob = new byte[content.Length + Size];
        content.CopyTo(blob);
        BinaryPrimitives.WriteUInt32LittleEndian(blob.AsSpan(content.Length), Of(section, number, content));
        return blob;
    }

    /// <summary>Returns the content of a blob.</summary>
    /// <exception cref="SyncStateException">The blob is damaged.</exception>
    public static ReadOnlyMemory<byte> Verify(StateSection section, long number, ReadOnlyMemory<byte> blob) =>
        blob[..Verify(section, number, blob.Span).Length];

    /// <inheritdoc cref="Verify(StateSection, long, ReadOnlyMemory{byte})"/>
    public static ReadOnlySpan<byte> Verify(StateSection section, long number, ReadOnlySpan<byte> blob)
    {
        var content = blob[..^Math.Min(Size, blob.Length)];
        return blob.Length >= Size && BinaryPrimitives.ReadUInt32LittleEndian(blob[^Size..]) == Of(section, number, content)
            ? content
            : throw BlobReader.Damaged($"number {number} of the section {section}");
    }

    /// <summary>The checksum of a blob with this content.</summary>
    public static uint Of(StateSection section, long number, ReadOnlySpan<byte> content)
    {
        // Without the length, a blob with zeros behind it would pass.
        var crc = BitOperations.Crc32C(BitOperations.Crc32C(uint.MaxValue, (byte)section), (ulong)number);
        crc = BitOperations.Crc32C(crc, (uint)content.Length);
        for (; content.Length >= sizeof(ulong); content = content[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(content));
        foreach (var value in content)
            crc = BitOperations.Crc32C(crc, value);
        return ~crc;
    }
}
