using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>A field of the mapping of one index or several.</summary>
/// <param name="Name">The full name.</param>
/// <param name="MappingType">What the mapping calls its type; the types joined by a slash if the indices differ.</param>
/// <param name="Type">The type.</param>
internal sealed record ElasticsearchField(string Name, string MappingType, FieldType Type)
{
    /// <summary>Whether the values are dates, which are asked for in one format.</summary>
    public bool IsDate => Type == FieldType.DateTime;

    /// <summary>The fields of an answer with mappings, sorted by name; those of which indices differ have no type.</summary>
    public static List<ElasticsearchField> ListOf(JsonElement mappings)
    {
        var fields = new SortedDictionary<string, ElasticsearchField>(StringComparer.Ordinal);
        foreach (var index in mappings.EnumerateObject())
        {
            if (index.Value.TryGetProperty("mappings", out var mapping) && mapping.TryGetProperty("properties", out var properties))
                Collect(properties, "", fields);
        }

        return [.. fields.Values];
    }

    /// <summary>The type of a column of SQL, whose types are those of mappings with a few names more.</summary>
    public static FieldType TypeOfColumn(string type) => type switch
    {
        "datetime" or "timestamp" or "date" => FieldType.DateTime,
        _ => TypeOf(type),
    };

    private static void Collect(JsonElement properties, string prefix, SortedDictionary<string, ElasticsearchField> fields)
    {
        foreach (var property in properties.EnumerateObject())
        {
            var name = prefix + property.Name;
            var type = property.Value.TryGetProperty("type", out var told) ? told.GetString() ?? throw new JsonException() : "object";

            // The fields of an object are fields of their own; those of nested documents belong together and are not.
            if (type == "object" && property.Value.TryGetProperty("properties", out var inner))
            {
                Collect(inner, name + ".", fields);
                continue;
            }

            if (type is "alias" or "join" or "percolator" or "dense_vector" or "sparse_vector" or "completion")
                continue;
            var field = new ElasticsearchField(name, type, TypeOf(type));
            fields[name] = fields.TryGetValue(name, out var other) && other.MappingType != type
                ? new(name, $"{other.MappingType}/{type}", other.Type == field.Type ? field.Type : FieldType.Any)
                : field;
        }
    }

    private static FieldType TypeOf(string type) => type switch
    {
        "long" or "integer" or "short" or "byte" or "unsigned_long" or "token_count" => FieldType.Integer,
        "double" or "float" or "half_float" => FieldType.Float,
        "scaled_float" => FieldType.Decimal,
        "boolean" => FieldType.Boolean,
        "date" or "date_nanos" => FieldType.DateTime,
        "binary" => FieldType.Bytes,
        "object" or "nested" or "flattened" or "geo_point" or "geo_shape" or "point" or "shape" or "histogram" or "aggregate_metric_double" => FieldType.Json,
        _ when type.EndsWith("_range", StringComparison.Ordinal) => FieldType.Json,
        _ => FieldType.String,
    };

    /// <summary>Reads a value. False if it is not of the type.</summary>
    public bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out FieldValue value)
    {
        switch (Type)
        {
            case FieldType.DateTime when reader.TokenType == JsonTokenType.String:
                if (IsoTime.TryReadInstant(CellText.Of(ref reader).Bytes, out var instant))
                {
                    value = instant;
                    return true;
                }

                var isDate = IsoTime.TryReadDate(CellText.Of(ref reader).Bytes, out var date);
                value = FieldValue.From(new DateTimeOffset(date.ToDateTime(default), TimeSpan.Zero));
                return isDate;
            case FieldType.Bytes when reader.TokenType == JsonTokenType.String:
                var isBase64 = reader.TryGetBytesFromBase64(out var bytes);
                value = FieldValue.From(bytes);
                return isBase64;
            case FieldType.Float when reader.TokenType == JsonTokenType.Number:
                value = reader.GetDouble();
                return true;
            case FieldType.Integer or FieldType.Decimal or FieldType.Float when reader.TokenType == JsonTokenType.String:
                return Type == FieldType.Float ? JsonCell.ReadFloat(CellText.Of(ref reader), out value) : JsonCell.ReadNumber(CellText.Of(ref reader), out value);
            case FieldType.Boolean when reader.TokenType == JsonTokenType.String:
                return JsonCell.ReadBoolean(CellText.Of(ref reader), out value);
            default:
                return JsonValues.TryRead(ref reader, json, out value);
        }
    }
}
