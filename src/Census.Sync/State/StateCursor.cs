namespace Census.Sync.State;

/// <summary>Where the last read of a source by a cursor column ended, and what it was a read of: under another model or other mappings the place means nothing.</summary>
/// <param name="Column">The name of the column.</param>
/// <param name="Model">The hash of what of the source was read.</param>
/// <param name="Mappings">The hash of what was made of it.</param>
/// <param name="Highest">The highest value.</param>
internal sealed record StateCursor(string Column, UInt128 Model, UInt128 Mappings, FieldValue Highest)
{
    public static StateCursor Read(ref BlobReader reader)
    {
        var (column, model, mappings) = (reader.RequiredText(), reader.Hash(), reader.Hash());
        var value = new FieldValue[1];
        RecordCodec.Read(ref reader, value);
        return new(column, model, mappings, value[0]);
    }

    public void Write(BlobWriter writer)
    {
        writer.Text(Column);
        writer.Hash(Model);
        writer.Hash(Mappings);
        RecordCodec.Write(writer, [Highest]);
    }

    /// <summary>Returns the name of the column, never the value.</summary>
    public override string ToString() => Column;
}
