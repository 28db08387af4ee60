namespace Census.Sync.State;

/// <summary>What a state is about and how to read it.</summary>
internal sealed record StateHeader
{
    /// <summary>The version of everything the engine writes. A newer one is refused, an older one is migrated.</summary>
    public const byte FormatVersion = 4;

    private const byte KeepsKeysFlag = 1;
    private const byte UnusedFlag = 2;

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

    /// <summary>Whether nothing was ever synced: the state only says which records are forgotten. Since format 3.</summary>
    public bool IsUnused { get; init; }

    /// <summary>The number of records that are forgotten, by which a page that is missing is noticed: it would be sent again. Since format 3.</summary>
    public int Forgotten { get; init; }

    /// <summary>What the hashes of forgotten records are made with; empty if there never was one. Since format 3.</summary>
    public byte[] ForgetSecret { get; init; } = [];

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
        writer.Byte((byte)((KeepsKeys ? KeepsKeysFlag : 0) | (IsUnused ? UnusedFlag : 0)));
        writer.Number(Forgotten);
        writer.Bytes(ForgetSecret);
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
        var header = new StateHeader
        {
            Environment = reader.RequiredText(),
            PageBits = reader.Count(),
            Records = reader.Long(),
            Held = reader.Count(),
            Generation = reader.Long(),
            Fields = StateField.ReadList(ref reader),
        };
        var flags = version >= 2 ? reader.Byte() : 0;
        return header with
        {
            KeepsKeys = (flags & KeepsKeysFlag) != 0,
            IsUnused = (flags & UnusedFlag) != 0,
            Forgotten = version >= 3 ? reader.Count() : 0,
            ForgetSecret = version >= 3 ? reader.Bytes().ToArray() : [],
            Cursor = reader.IsAtEnd ? null : StateCursor.Read(ref reader),
        };
    }
}
