using System.Globalization;
using System.Text.Json;

namespace Census.Sync.Definitions;

/// <summary>Values in JSON that keep their kind: Census's basic types (spec B.5) and, for the kinds that it lacks, our own.</summary>
internal static class ConstantValues
{
    private static readonly string[] s_types =
        ["text", "number", "boolean", "datetime", "float", "date", "time", "local_datetime", "bytes", "json", "null", "array"];

    /// <summary>The names of the basic types.</summary>
    public static IEnumerable<string> Types => s_types;

    /// <summary>Reads <c>{"value": ..., "basic_type": "text"}</c>. Where the JSON says the type itself, <c>basic_type</c> may be left out.</summary>
    /// <returns>Absent if it cannot be read.</returns>
    public static FieldValue Read(PropertyReader data, DefinitionProblems problems)
    {
        var typePart = data.Find("basic_type");
        var value = data.Required("value");
        data.End();
        if (value is null)
            return FieldValue.Absent;
        var type = typePart is null ? TypeOf(value) : PropertyReader.TextOf(typePart, problems);
        if (type is not null && !s_types.Contains(type))
        {
            problems.Add(typePart!, $"There is no basic_type '{type}'. It is one of: {string.Join(", ", s_types)}.");
            return FieldValue.Absent;
        }

        return type is null ? FieldValue.Absent : Read(value, type, problems);
    }

    /// <summary>Writes what <see cref="Read(PropertyReader, DefinitionProblems)"/> reads.</summary>
    /// <exception cref="SyncConfigurationException">The value is JSON that is not well-formed, or absent.</exception>
    public static void Write(Utf8JsonWriter writer, in FieldValue value)
    {
        writer.WriteStartObject();
        WriteMembers(writer, in value);
        writer.WriteEndObject();
    }

    /// <summary>Writes the value into an object that has other properties, too.</summary>
    /// <exception cref="SyncConfigurationException">The value is JSON that is not well-formed, or absent.</exception>
    public static void WriteMembers(Utf8JsonWriter writer, in FieldValue value)
    {
        writer.WritePropertyName("value");
        WriteValue(writer, in value);
        writer.WriteString("basic_type", TypeOf(in value));
    }

    private static string TypeOf(JsonPart value) => value.Kind switch
    {
        JsonValueKind.String => "text",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "json",
        _ => "null",
    };

    private static string TypeOf(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.String => "text",
        FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.BigDecimal => "number",
        FieldValueKind.Boolean => "boolean",
        FieldValueKind.Instant => "datetime",
        FieldValueKind.LocalTimestamp => "local_datetime",
        FieldValueKind.Float => "float",
        FieldValueKind.Date => "date",
        FieldValueKind.Time => "time",
        FieldValueKind.Bytes => "bytes",
        FieldValueKind.Json => "json",
        FieldValueKind.Array => "array",
        FieldValueKind.Null => "null",
        _ => throw new SyncConfigurationException("has a value that is absent"),
    };

    private static FieldValue Read(JsonPart value, string type, DefinitionProblems problems)
    {
        switch (type)
        {
            case "null" when value.Kind == JsonValueKind.Null:
                return FieldValue.Null;
            case "boolean" when value.Kind is JsonValueKind.True or JsonValueKind.False:
                return value.Kind == JsonValueKind.True;
            case "text" when value.Kind == JsonValueKind.String:
                return value.Text;
            case "number" when value.Kind == JsonValueKind.Number && FieldValue.TryFromNumber(value.Text, out var number):
                return number;
            case "float" when value.Kind is JsonValueKind.Number or JsonValueKind.String
                && double.TryParse(value.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var real) && (double.IsFinite(real) || value.Kind == JsonValueKind.String):
                return real;
            case "json":
                return ReadJson(value, problems);
            case "array" when value.Kind == JsonValueKind.Array:
                return FieldValue.FromArray([.. value.Elements.Select(element => ReadElement(element, problems))]);
            case "datetime" or "local_datetime" or "date" or "time" or "bytes" when value.Kind == JsonValueKind.String && TryParse(type, value.Text, out var parsed):
                return parsed;
            default:
                problems.Add(value, $"The value is no {type}{Example(type)}.");
                return FieldValue.Absent;
        }
    }

    // An element that JSON itself cannot tell the type of is written as a whole constant is: with its basic type.
    private static FieldValue ReadElement(JsonPart element, DefinitionProblems problems) =>
        element.Kind == JsonValueKind.Object && PropertyReader.Of(element, problems) is { } data ? Read(data, problems) : Read(element, TypeOf(element), problems);

    private static FieldValue ReadJson(JsonPart value, DefinitionProblems problems)
    {
        try
        {
            // What is sent has to be JSON to everybody: no comments, no comma too many.
            using var _ = JsonDocument.Parse(value.Raw);
            return FieldValue.FromJson(System.Text.Encoding.UTF8.GetString(value.Raw.Span));
        }
        catch (JsonException)
        {
            problems.Add(value, "A value that is sent as JSON holds neither comments nor a comma before a closing bracket.");
            return FieldValue.Absent;
        }
    }

    private static bool TryParse(string type, string text, out FieldValue value)
    {
        value = FieldValue.Absent;
        switch (type)
        {
            case "date" when DateOnly.TryParseExact(text, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date):
                value = date;
                return true;
            case "time" when TimeOnly.TryParseExact(text, ["HH:mm:ss.FFFFFFF", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time):
                value = FieldValue.From(time);
                return true;
            case "local_datetime" when DateTime.TryParseExact(
                text, "yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local):
                value = FieldValue.From(local);
                return true;
            case "datetime" when DateTimeOffset.TryParseExact(
                text, "yyyy-MM-ddTHH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture, DateTimeStyles.None, out var instant) && HasOffset(text):
                value = instant;
                return true;
            case "bytes":
                var bytes = new byte[text.Length];
                if (!Convert.TryFromBase64String(text, bytes, out var length))
                    return false;
                value = FieldValue.From(bytes[..length]);
                return true;
            default:
                return false;
        }
    }

    // Without an offset the time zone of the machine would decide.
    private static bool HasOffset(string text) => text.EndsWith('Z') || text.Length > 6 && text[^6] is '+' or '-';

    private static string Example(string type) => type switch
    {
        "datetime" => ": write 2026-01-31T09:30:00Z, with Z or an offset",
        "local_datetime" => ": write 2026-01-31T09:30:00, without an offset",
        "date" => ": write 2026-01-31",
        "time" => ": write 09:30:00",
        "bytes" => ": write base64",
        _ => "",
    };

    private static void WriteValue(Utf8JsonWriter writer, in FieldValue value)
    {
        switch (value.Kind)
        {
            case FieldValueKind.Array:
                writer.WriteStartArray();
                foreach (ref readonly var element in value.AsArray())
                {
                    if (element.Kind is FieldValueKind.String or FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.BigDecimal or FieldValueKind.Boolean or FieldValueKind.Null)
                        WriteValue(writer, in element);
                    else
                        Write(writer, in element);
                }

                writer.WriteEndArray();
                break;
            case FieldValueKind.Decimal:
                // The point tells it from an integer.
                var digits = value.ToText();
                writer.WriteRawValue(digits.Contains('.', StringComparison.Ordinal) ? digits : digits + ".0");
                break;
            case FieldValueKind.Float when !double.IsFinite(value.AsFloat()):
                writer.WriteStringValue(value.ToText());
                break;
            case FieldValueKind.Json:
                try
                {
                    writer.WriteRawValue(value.AsString());
                }
                catch (JsonException)
                {
                    throw new SyncConfigurationException("has a JSON value that is not well-formed");
                }

                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }
}
