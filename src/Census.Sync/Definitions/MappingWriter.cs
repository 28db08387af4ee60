using System.Text.Json;

namespace Census.Sync.Definitions;

/// <summary>Writes one mapping as <see cref="MappingReader"/> reads it. What is as it is by default is left out.</summary>
internal static class MappingWriter
{
    /// <exception cref="SyncConfigurationException">The mapping holds code, or a value that JSON has no place for.</exception>
    public static void Write(Utf8JsonWriter writer, FieldMapping mapping)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("from");
        WriteOrigin(writer, mapping);
        writer.WriteEndObject();
        writer.WriteString("to", mapping.To);
        if (mapping.IsKey)
            writer.WriteBoolean("is_primary_identifier", true);
        if (mapping.LookupBy is not null)
            writer.WriteString("lookup_field", mapping.LookupBy);
        if (mapping.Type != FieldType.Any)
            writer.WriteString("field_type", DefinitionWords.FieldTypes.WordOf(mapping.Type));
        if (!mapping.CountsAsChange)
            writer.WriteBoolean("counts_as_change", false);
        writer.WriteEndObject();
    }

    private static void WriteOrigin(Utf8JsonWriter writer, FieldMapping mapping)
    {
        if (mapping.Compute is not null)
            throw new SyncConfigurationException("is computed by a function that has no name: register the function and name it");
        if (mapping.From is not null)
        {
            writer.WriteString("type", "column");
            writer.WriteString("data", mapping.From);
            return;
        }

        writer.WriteString("type", "constant_value");
        writer.WritePropertyName("data");
        ConstantValues.Write(writer, mapping.Constant);
    }
}
