using System.Text.Json;

namespace Census.Sync.Definitions;

/// <summary>Writes one mapping as <see cref="MappingReader"/> reads it. What is as it is by default is left out.</summary>
internal static class MappingWriter
{
    /// <exception cref="SyncConfigurationException">The mapping holds code, or a value that JSON has no place for.</exception>
    public static void Write(Utf8JsonWriter writer, FieldMapping mapping)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("from");
        WriteValue(writer, mapping.Value);
        writer.WriteString("to", mapping.To);
        if (mapping.IsKey)
            writer.WriteBoolean("is_primary_identifier", true);
        if (mapping.LookupBy is not null)
            writer.WriteString("lookup_field", mapping.LookupBy);
        if (mapping.Type != FieldType.Any)
            writer.WriteString("field_type", DefinitionWords.FieldTypes.WordOf(mapping.Type));
        if (mapping.IsArray)
            writer.WriteBoolean("array_field", true);
        if (!mapping.SyncNulls)
            writer.WriteBoolean("sync_null_values", false);
        if (mapping.SetIfEmpty)
            writer.WriteBoolean("preserve_values", true);
        if (!mapping.CountsAsChange && mapping.Value is not MetadataValue)
            writer.WriteBoolean("counts_as_change", false);
        writer.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter writer, MappedValue value)
    {
        writer.WriteStartObject();
        switch (value)
        {
            case ColumnValue column:
                WriteKind(writer, ValueKind.Column);
                writer.WriteString("data", column.Name);
                if (column.Path is not null)
                    writer.WriteString("path", column.Path);
                break;
            case ConstantValue constant:
                WriteKind(writer, ValueKind.Constant);
                writer.WritePropertyName("data");
                ConstantValues.Write(writer, constant.Value);
                break;
            case ComputedValue computed:
                WriteKind(writer, ValueKind.Computed);
                writer.WriteString("data", computed.Name
                    ?? throw new SyncConfigurationException("is computed by a function that has no name: register it with AddComputed and name it"));
                break;
            case MetadataValue metadata:
                WriteKind(writer, ValueKind.Metadata);
                writer.WriteString("data", DefinitionWords.Metadata.WordOf(metadata.What));
                break;
            case HashValue hash:
                WriteKind(writer, ValueKind.Hash);
                writer.WritePropertyName("data");
                WriteValue(writer, hash.Of);
                break;
            case CompoundValue compound:
                WriteKind(writer, ValueKind.Compound);
                writer.WriteString("separator", compound.Separator);
                writer.WriteStartArray("data");
                foreach (var part in compound.Parts)
                    WriteValue(writer, part);
                writer.WriteEndArray();
                break;
            default:
                throw new InvalidOperationException($"There is no word for {value.GetType().Name}.");
        }

        writer.WriteEndObject();
    }

    private static void WriteKind(Utf8JsonWriter writer, ValueKind kind) => writer.WriteString("type", DefinitionWords.ValueKinds.WordOf(kind));
}
