using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gainsight.Client;

/// <summary>
/// Reads days in all forms in which Gainsight was seen to give them: <c>yyyy-MM-dd</c>, milliseconds since 1970, points in time (the day in UTC), and empty text
/// or null if there is none. Put it on a property: <c>[JsonConverter(typeof(GainsightDateConverter))]</c>.
/// </summary>
public sealed class GainsightDateConverter : JsonConverter<DateOnly?>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override DateOnly? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        GainsightInstantConverter.Read(ref reader) is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : null;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateOnly? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is { } day)
            WireValue.Write(writer, day, Census.Sync.FieldType.Date);
        else
            writer.WriteNullValue();
    }
}
