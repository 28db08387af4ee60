using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gainsight.Client;

/// <summary>
/// Reads points in time in all forms in which Gainsight was seen to give them: ISO 8601, milliseconds since 1970, <c>yyyy-MM-dd HH:mm:ss</c> in UTC, a day, and
/// empty text or null if there is none. Put it on a property: <c>[JsonConverter(typeof(GainsightInstantConverter))]</c>.
/// </summary>
public sealed class GainsightInstantConverter : JsonConverter<DateTimeOffset?>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is { } moment)
            WireValue.Write(writer, moment, Census.Sync.FieldType.DateTime);
        else
            writer.WriteNullValue();
    }

    internal static DateTimeOffset? Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null || reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(""u8))
            return null;
        if (reader.TokenType is JsonTokenType.String or JsonTokenType.Number && ReadTime.Parse(RecordReader.ReadValue(ref reader)) is { } moment)
            return moment;
        throw new JsonException("The value is not a point in time in any of the forms that Gainsight uses.");
    }
}
