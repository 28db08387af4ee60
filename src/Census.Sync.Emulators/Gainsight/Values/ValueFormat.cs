using System.Text.Json;
using System.Text.Json.Nodes;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Values as JSON: as the vendor reads them out, as a test likes to see them, and as the data file keeps them.</summary>
internal static class ValueFormat
{
    public static void WriteRead(Utf8JsonWriter json, SchemaField field, object? value, GainsightEmulatorOptions options)
    {
        switch (value)
        {
            case null when field.Kind.IsTime() && !options.ReadMissingDatesAsNull:
                json.WriteStringValue("");
                break;
            case DateTime time when options.ReadDatesAsEpoch:
                json.WriteNumberValue(Times.ToEpoch(time));
                break;
            case PicklistItem item:
                json.WriteStringValue(options.ReadPicklistsAsLabels ? item.Label : item.Gsid);
                break;
            case PicklistItem[] items:
                json.WriteStringValue(string.Join(';', items.Select(item => options.ReadPicklistsAsLabels ? item.Label : item.Gsid)));
                break;
            default:
                WriteStored(json, field, value);
                break;
        }
    }

    public static void WriteStored(Utf8JsonWriter json, SchemaField field, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case bool boolean:
                json.WriteBooleanValue(boolean);
                break;
            case DateTime time:
                json.WriteStringValue(Times.Format(time, field.Kind == FieldKind.Date));
                break;
            case PicklistItem item:
                json.WriteStringValue(item.Gsid);
                break;
            case PicklistItem[] items:
                json.WriteStartArray();
                foreach (PicklistItem item in items)
                {
                    json.WriteStringValue(item.Gsid);
                }

                json.WriteEndArray();
                break;
        }
    }

    public static object? ReadStored(SchemaField field, JsonElement element) => field.Kind switch
    {
        _ when element.ValueKind == JsonValueKind.Null => null,
        FieldKind.Boolean => element.GetBoolean(),
        FieldKind.Number or FieldKind.Currency or FieldKind.Percentage => element.GetDecimal(),
        FieldKind.Date => Times.ParseDate(element.GetString()!) ?? throw new FormatException(),
        FieldKind.DateTime => Times.ParseDateTime(element.GetString()!, TimeSpan.Zero) ?? throw new FormatException(),
        FieldKind.Picklist => Item(field, element),
        FieldKind.MultiPicklist => element.EnumerateArray().Select(item => Item(field, item)).ToArray(),
        _ => element.GetString(),
    };

    /// <summary>For people: dropdown items as labels.</summary>
    public static JsonNode? ToNode(SchemaField field, object value) => value switch
    {
        string text => JsonValue.Create(text),
        // Parsed rather than created, so that it can be read as any number type.
        decimal number => JsonNode.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        bool boolean => JsonValue.Create(boolean),
        DateTime time => JsonValue.Create(Times.Format(time, field.Kind == FieldKind.Date)),
        PicklistItem item => JsonValue.Create(item.Label),
        PicklistItem[] items => new JsonArray([.. items.Select(item => (JsonNode?)JsonValue.Create(item.Label))]),
        _ => null,
    };

    private static PicklistItem Item(SchemaField field, JsonElement element) =>
        field.FindItem(element.GetString()!) ?? throw new FormatException("Unknown dropdown item.");
}
