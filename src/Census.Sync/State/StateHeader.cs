namespace Census.Sync.State;

/// <summary>What a state is about and how to read it.</summary>
internal sealed record StateHeader
{
    /// <summary>The version of everything the engine writes. A newer one is refused, an older one is migrated.</summary>
    public const byte FormatVersion = 2;

    /// <summary>The account, object and key that the state belongs to.</summary>
    public required string Environment { get; init; }

    /// <summary>The number of leading hash bits that are the number of a page.</summary>
    public int PageBits { get; init; }

    /// <summary>The number of records in the pages, by which a page that is missing is noticed.</summary>
    public long Records { get; init; }

    /// <summary>The number of records that are held.</summary>
    public int Held { get; init; }

    /// <summary>The generation of the change set that was sealed last.</summary>
    public long Generation { get; init; }

    /// <summary>Whether the key of every record of the pages is kept in clear. Since format 2.</summary>
    public bool KeepsKeys { get; init; }

    /// <summary>The fields that the fingerprints of the pages are made of.</summary>
    public IReadOnlyList<StateField> Fields { get; init; } = [];

    /// <summary>Where the last read by a cursor column ended; null if there was none. Absent from states of before there were such columns.</summary>
    public StateCursor? Cursor { get; init; }

    public byte[] Encode()
    {
        var writer = new BlobWriter();
        writer.Byte(FormatVersion);
        writer.Text(Environment);
        writer.Number(PageBits);
        writer.Number(Records);
        writer.Number(Held);
        writer.Number(Generation);
        StateField.WriteList(writer, Fields);
        writer.Byte(KeepsKeys ? (byte)1 : (byte)0);
        Cursor?.Write(writer);
        return Checksum.Append(StateSection.Header, 0, writer.ToArray());
    }

    public static StateHeader Decode(ReadOnlyMemory<byte> blob)
    {
        // The version comes first in every format, and a newer one may check itself in another way.
        var version = new BlobReader(blob.Span).Byte();
        if (version > FormatVersion)
        {
            throw new SyncStateException(
                $"The state was written by a newer version of this library (format {version}; this one reads up to {FormatVersion}). Update the library.");
        }

        if (version == 0)
            throw BlobReader.Damaged();
        var reader = new BlobReader(Checksum.Verify(StateSection.Header, 0, blob).Span);
        reader.Byte();
        return new()
        {
            Environment = reader.RequiredText(),
            PageBits = reader.Count(),
            Records = reader.Long(),
            Held = reader.Count(),
            Generation = reader.Long(),
            Fields = StateField.ReadList(ref reader),
            KeepsKeys = version >= 2 && reader.Byte() != 0,
            Cursor = reader.IsAtEnd ? null : StateCursor.Read(ref reader),
        };
    }
}
