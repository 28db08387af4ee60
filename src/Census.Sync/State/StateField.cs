namespace Census.Sync.State;

/// <summary>A field as the state remembers it.</summary>
/// <param name="Name">What the fingerprint calls it.</param>
/// <param name="Type">The type it was cast to.</param>
/// <param name="IsArray">Whether it took a list.</param>
/// <param name="From">Where its value came from (<see cref="ValueCode"/>); null if it cannot be made again from the source alone.</param>
/// <param name="Telling">How much the fingerprint tells of it.</param>
internal sealed record StateField(string Name, FieldType Type, bool IsArray, string? From, FieldTelling Telling = FieldTelling.ValueOrNull)
{
    private const byte ArrayFlag = 0x80;
    private const int TellingShift = 5;
    private const byte TellingMask = 0x60;

    /// <summary>The type, for people.</summary>
    public string TypeName => IsArray ? $"list of {Type}" : Type.ToString();

    /// <summary>Whether values of the two fields have the same meaning.</summary>
    public bool IsLike(StateField other) => Telling == other.Telling && HasTypeOf(other);

    /// <summary>Whether the fingerprint of the other tells all that that of this one does, and more.</summary>
    public bool TellsLessThan(StateField other) => Telling > other.Telling && HasTypeOf(other);

    /// <summary>Whether records have to be sent again for a field: the state does not tell what its values are.</summary>
    public static bool Adds(StateField field, IReadOnlyList<StateField> before) => !before.Any(old => field.IsLike(old) || field.TellsLessThan(old));

    private bool HasTypeOf(StateField other) => (Name, Type, IsArray) == (other.Name, other.Type, other.IsArray);

    public static void WriteList(BlobWriter writer, IReadOnlyList<StateField> fields)
    {
        writer.Number(fields.Count);
        foreach (var field in fields)
        {
            writer.Text(field.Name);
            writer.Byte((byte)((byte)field.Type | (byte)field.Telling << TellingShift | (field.IsArray ? ArrayFlag : 0)));
            writer.Text(field.From);
        }
    }

    public static StateField[] ReadList(ref BlobReader reader)
    {
        var fields = new StateField[reader.Count()];
        for (var i = 0; i < fields.Length; i++)
        {
            var (name, type) = (reader.RequiredText(), reader.Byte());
            fields[i] = new(
                name, (FieldType)(type & ~(ArrayFlag | TellingMask)), (type & ArrayFlag) != 0, reader.Text(), (FieldTelling)((type & TellingMask) >> TellingShift));
        }

        return fields;
    }
}
