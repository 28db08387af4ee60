namespace Census.Sync.State;

/// <summary>Where a value came from, as text: by it a value that is not mapped any more is read along once more.</summary>
internal static class ValueCode
{
    // A plain column is its name. No column that a database can have begins like this.
    private const char Marker = '\0';

    /// <returns>Null if the value cannot be made again from the source alone.</returns>
    public static string? Encode(MappedValue value)
    {
        if (value is ColumnValue { Path: null } column && column.Name[0] != Marker)
            return column.Name;
        var writer = new BlobWriter();
        return TryWrite(writer, value) ? Marker + Convert.ToBase64String(writer.ToArray()) : null;
    }

    /// <exception cref="SyncStateException">The text is damaged.</exception>
    public static MappedValue Decode(string text)
    {
        try
        {
            if (text is not [Marker, ..])
                return MappedValue.Column(text);
            var content = new byte[text.Length];
            if (!Convert.TryFromBase64String(text[1..], content, out var length))
                throw BlobReader.Damaged();
            var reader = new BlobReader(content.AsSpan(0, length));
            return Read(ref reader);
        }
        catch (ArgumentException)
        {
            throw BlobReader.Damaged();
        }
    }

    private static bool TryWrite(BlobWriter writer, MappedValue value)
    {
        switch (value)
        {
            case ColumnValue column:
                writer.Byte((byte)Kind.Column);
                writer.Text(column.Name);
                writer.Text(column.Path);
                return true;
            case ConstantValue constant:
                writer.Byte((byte)Kind.Constant);
                RecordCodec.Write(writer, [constant.Value]);
                return true;
            case HashValue hash:
                writer.Byte((byte)Kind.Hash);
                return TryWrite(writer, hash.Of);
            case CompoundValue compound:
                writer.Byte((byte)Kind.Compound);
                writer.Text(compound.Separator);
                writer.Number(compound.Parts.Count);
                return compound.Parts.All(part => TryWrite(writer, part));
            default:
                return false;
        }
    }

    private static MappedValue Read(ref BlobReader reader)
    {
        switch ((Kind)reader.Byte())
        {
            case Kind.Column:
                return MappedValue.Column(reader.RequiredText(), reader.Text());
            case Kind.Constant:
                var constant = new FieldValue[1];
                RecordCodec.Read(ref reader, constant);
                return MappedValue.Constant(constant[0]);
            case Kind.Hash:
                return MappedValue.Hash(Read(ref reader));
            case Kind.Compound:
                var separator = reader.RequiredText();
                var parts = new MappedValue[reader.Count()];
                for (var i = 0; i < parts.Length; i++)
                    parts[i] = Read(ref reader);
                return MappedValue.Compound(separator, parts);
            default:
                throw BlobReader.Damaged();
        }
    }

    private enum Kind : byte
    {
        Column = 1,
        Constant = 2,
        Hash = 3,
        Compound = 4,
    }
}
