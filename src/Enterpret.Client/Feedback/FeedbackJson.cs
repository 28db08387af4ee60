using System.Text.Json;

namespace Enterpret.Client;

/// <summary>What all types of feedback have in common on the wire.</summary>
/// <remarks>The names are exactly these: a camel-case policy would get fileID wrong.</remarks>
internal static class FeedbackJson
{
    /// <summary>Writes everything up to the content.</summary>
    public static void WriteStart(RecordWriter json, string id, string fileId, ReadOnlySpan<byte> type, long createdAt)
    {
        json.Raw("{\"id\":"u8);
        json.Text(id);
        json.Raw(",\"fileID\":"u8);
        json.Text(fileId);
        json.Raw(",\"type\":\""u8);
        json.Raw(type);
        json.Raw("\",\"createdAt\":"u8);
        json.Number(createdAt);
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
