namespace Census.Sync.State;

/// <summary>The change set is kept in blocks of records; a block is numbered by its generation and the ordinal of its first record.</summary>
internal static class ChangeBlock
{
    private const int OrdinalBits = 36;
    private const byte RejectedFlag = 0x10;
    private const byte GoneFlag = 0x20;

    public const long MaximumRecords = 1L << OrdinalBits;

    public static long Number(long generation, long firstOrdinal) => generation << OrdinalBits | firstOrdinal;

    public static long FirstOrdinal(long number) => number & MaximumRecords - 1;

    public static void Append(BlobWriter writer, in ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        writer.Hash(entry.Key);
        writer.Hash(entry.Fingerprint);
        writer.Byte((byte)((byte)entry.Knowledge | (entry.WasRejected ? RejectedFlag : 0) | (entry.IsGone ? GoneFlag : 0)));
        if (entry.IsGone)
            writer.Text(entry.DestinationId);
        RecordCodec.Write(writer, values);
    }

    /// <summary>Reads the records of a block.</summary>
    /// <param name="number">The number of the block.</param>
    /// <param name="content">Its content.</param>
    /// <param name="values">Room for the values of a record.</param>
    /// <param name="texts">Makes the strings among them.</param>
    /// <param name="visit">Called for each record; the values are valid during the call.</param>
    /// <returns>The ordinal after that of its last record.</returns>
    public static long Read(long number, ReadOnlySpan<byte> content, FieldValue[] values, RepeatedTexts texts, Action<ChangeEntry, ReadOnlySpan<FieldValue>> visit)
    {
        var reader = new BlobReader(content);
        var ordinal = FirstOrdinal(number);
        while (!reader.IsAtEnd)
        {
            var key = reader.Hash();
            var fingerprint = reader.Hash();
            var flags = reader.Byte();
            var isGone = (flags & GoneFlag) != 0;
            var destinationId = isGone ? reader.Text() : null;
            RecordCodec.Read(ref reader, values, texts);
            visit(new(ordinal++, key, fingerprint, (RecordKnowledge)(flags & 0x0F), (flags & RejectedFlag) != 0, isGone, destinationId), values);
        }

        return ordinal;
    }
}
