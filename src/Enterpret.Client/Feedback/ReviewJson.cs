using System.Text.Json;

namespace Enterpret.Client;

/// <summary>A review on the wire. Metadata without a field is just <c>{}</c>, in either shape.</summary>
/// <remarks>The names are exactly these: a camel-case policy would get fileID wrong.</remarks>
internal static class ReviewJson
{
    /// <summary>Writes everything up to the first field of the metadata.</summary>
    public static void WriteStart(Utf8JsonWriter json, string id, string fileId, long createdAt, string text, bool wrapped)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("fileID"u8, fileId);
        json.WriteString("type"u8, "REVIEW"u8);
        json.WriteNumber("createdAt"u8, createdAt);
        json.WriteString("text"u8, text);
        json.WriteStartObject("metadata"u8);
        if (wrapped)
            json.WriteStartObject("metadata"u8);
    }

    /// <summary>Writes everything after the last field of the metadata.</summary>
    public static void WriteEnd(Utf8JsonWriter json, bool wrapped)
    {
        if (wrapped)
            json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Returns the object that holds the fields, of metadata in either shape.</summary>
    public static JsonElement FieldsOf(JsonElement metadata)
    {
        if (metadata.ValueKind != JsonValueKind.Object
            || metadata.GetPropertyCount() != 1
            || !metadata.TryGetProperty("metadata"u8, out var inner))
            return metadata;

        // Flat metadata may have a field called metadata, which then holds a typed value, not fields.
        var isField = inner.ValueKind == JsonValueKind.Object
            && inner.TryGetProperty("array"u8, out var array)
            && array.ValueKind == JsonValueKind.Object
            && array.EnumerateObject().All(tag => tag.Value.ValueKind == JsonValueKind.Array);
        return isField ? metadata : inner;
    }
}
