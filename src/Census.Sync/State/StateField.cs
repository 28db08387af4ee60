namespace Census.Sync.State;

/// <summary>A field as the state remembers it.</summary>
/// <param name="Name">What the fingerprint calls it.</param>
/// <param name="Type">The type it was cast to.</param>
/// <param name="IsArray">Whether it took a list.</param>
/// <param name="From">The source column, if it was a plain column.</param>
internal sealed record StateField(string Name, FieldType Type, bool IsArray, string? From)
{
    private const byte ArrayFlag = 0x80;

    /// <summary>The type, for people.</summary>
    public string TypeName => IsArray ? $"list of {Type}" : Type.ToString();

    /// <summary>Whether values of the two fields have the same meaning.</summary>
    public bool IsLike(StateField other) => (Name, Type, IsArray) == (other.Name, other.Type, other.IsArray);

    public static void WriteList(BlobWriter writer, IReadOnlyList<StateField> fields)
    {
        writer.Number(fields.Count);
        foreach (var field in fields)
        {
            writer.Text(field.Name);
            writer.Byte((byte)((byte)field.Type | (field.IsArray ? ArrayFlag : 0)));
            writer.Text(field.From);
        }
    }

    public static StateField[] ReadList(ref BlobReader reader)
    {
        var fields = new StateField[reader.Count()];
        for (var i = 0; i < fields.Length; i++)
        {
            var (name, type) = (reader.RequiredText(), reader.Byte());
            fields[i] = new(name, (FieldType)(type & ~ArrayFlag), (type & ArrayFlag) != 0, reader.Text());
        }

        return fields;
    }
}
