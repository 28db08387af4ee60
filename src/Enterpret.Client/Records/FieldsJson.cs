using Census.Sync;

namespace Enterpret.Client;

/// <summary>Writes the named values of a record: the attributes of a user or account, or the metadata of feedback in its shape.</summary>
/// <remarks>Without a field both are just <c>{}</c>, in either shape.</remarks>
internal ref struct FieldsJson(RecordWriter json, WireFormat format, bool isMetadata)
{
    private readonly bool _isWrapped = isMetadata && format.Metadata == EnterpretMetadataShape.Wrapped;
    private bool _hasFields;

    public static FieldsJson Attributes(RecordWriter json, WireFormat format)
    {
        json.Raw(",\"attributes\":{"u8);
        return new(json, format, isMetadata: false);
    }

    public static FieldsJson Metadata(RecordWriter json, WireFormat format)
    {
        json.Raw(",\"metadata\":{"u8);
        return new(json, format, isMetadata: true);
    }

    /// <summary>Returns the name of a field as it stands before its value.</summary>
    public static byte[] Encode(string name)
    {
        using var json = new RecordWriter();
        WriteName(json, name);
        return json.Written.ToArray();
    }

    /// <summary>Writes a value that is not empty, of a name that was encoded before.</summary>
    /// <returns>The rule that the value breaks, or null. What was written before is then worthless.</returns>
    public ValueRule? Write(ReadOnlySpan<byte> encodedName, in FieldValue value, FieldType declared)
    {
        Separate();
        json.Raw(encodedName);
        return TypedValue.Write(json, value, declared, isMetadata, format.Dates);
    }

    /// <summary>Writes the values that are not empty.</summary>
    /// <returns>The rule that one of them breaks, or null. What was written before is then worthless.</returns>
    public RecordFault? Write(FieldMap fields)
    {
        foreach (ref readonly var field in fields.Span)
        {
            var value = field.Value.Content;
            if (TypedValue.IsEmpty(value))
                continue;
            format.Names?.Note(field.Key, TypedValue.TagOf(value, format.Dates));
            Separate();
            WriteName(json, field.Key);
            if (TypedValue.Write(json, value, FieldType.Any, isMetadata, format.Dates) is { } rule)
                return RecordFault.Of(rule, isMetadata ? "metadata" : "attributes", field.Key);
        }

        return null;
    }

    public readonly void End() => json.Raw(_isWrapped && _hasFields ? "}}"u8 : "}"u8);

    private static void WriteName(RecordWriter json, string name)
    {
        json.Text(name);
        json.Raw(":"u8);
    }

    private void Separate()
    {
        if (_hasFields)
            json.Raw(","u8);
        else if (_isWrapped)
            json.Raw("\"metadata\":{"u8);
        _hasFields = true;
    }
}
