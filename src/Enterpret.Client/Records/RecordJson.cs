using System.Text.Json;

namespace Enterpret.Client;

/// <summary>Records in JSON as they are on the wire, both ways: an outbox can keep them so.</summary>
internal static class RecordJson
{
    // Not the place to judge whether a time lies in the future: the record may be kept for long before it is sent.
    private static readonly WireFormat Format = new(
        EnterpretDateEncoding.IsoText, EnterpretMetadataShape.Wrapped, null, DateTimeOffset.MaxValue - TimeSpan.FromDays(1));

    /// <summary>Writes a record.</summary>
    /// <exception cref="JsonException">The record breaks a rule.</exception>
    public static void Write(Utf8JsonWriter writer, EnterpretRecord record)
    {
        using var json = new RecordWriter();
        if (record.WriteTo(json, Format) is { } fault)
            throw new JsonException($"The record cannot be written. {fault.ToProblem().Message}");

        // Through a document, so that the writer's own indentation and escaping hold.
        var reader = new Utf8JsonReader(json.Written);
        using var document = JsonDocument.ParseValue(ref reader);
        document.RootElement.WriteTo(writer);
    }

    /// <summary>Reads a record.</summary>
    /// <exception cref="JsonException">It is no record of this type.</exception>
    public static TRecord Read<TRecord>(ref Utf8JsonReader reader, Func<JsonElement, TRecord> read)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return read(document.RootElement);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            // The inner exception stays out: its message may quote the document.
            throw new JsonException("The record lacks a property, or one has a type or value that cannot be.");
        }
    }

    public static TEntity WithAttributes<TEntity>(TEntity entity, JsonElement json)
        where TEntity : EnterpretRecord
    {
        if (json.TryGetProperty("attributes"u8, out var attributes))
            entity.Read(attributes, inArray: false);
        return entity;
    }

    public static string Text(JsonElement json, ReadOnlySpan<byte> name) =>
        json.GetProperty(name).GetString() ?? throw new JsonException("A property that must be text is null.");

    public static DateTimeOffset CreatedAt(JsonElement json) => DateTimeOffset.FromUnixTimeSeconds(json.GetProperty("createdAt"u8).GetInt64());
}
