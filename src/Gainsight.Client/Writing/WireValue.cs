using System.Globalization;
using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>Values as they go on the wire.</summary>
/// <remarks>
/// Dates are <c>yyyy-MM-dd</c>, points in time ISO 8601 with milliseconds and <c>Z</c>, numbers plain digits without exponent, lists arrays and null when empty.
/// A time without a zone is taken for UTC: assumed, the vendor does not say how it reads one.
/// </remarks>
internal static class WireValue
{
    private const string DateFormat = "yyyy-MM-dd";
    private const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Writes a value where only a few are.</summary>
    public static void Write(Utf8JsonWriter json, in FieldValue value, FieldType type)
    {
        using var text = new RecordWriter();
        Write(text, value, type);
        json.WriteRawValue(text.Written, skipInputValidation: true);
    }

    public static void Write(RecordWriter json, in FieldValue value, FieldType type)
    {
        switch (value.Kind)
        {
            case FieldValueKind.Absent or FieldValueKind.Null:
            case FieldValueKind.Array when value.AsArray().IsEmpty:
                json.Raw("null"u8);
                break;
            case FieldValueKind.Boolean or FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.BigDecimal:
                json.Value(value);
                break;
            case FieldValueKind.Float:
                json.Value(PlainNumber(value));
                break;
            case FieldValueKind.Date when type == FieldType.DateTime:
            case FieldValueKind.Instant or FieldValueKind.LocalTimestamp:
                Span<byte> text = stackalloc byte[32];
                MomentOf(value).TryFormat(text, out var written, FormatOf(value, type), CultureInfo.InvariantCulture);
                json.Raw("\""u8);
                json.Raw(text[..written]);
                json.Raw("\""u8);
                break;
            case FieldValueKind.Date or FieldValueKind.Time:
                json.Raw("\""u8);
                json.Value(value);
                json.Raw("\""u8);
                break;
            case FieldValueKind.Bytes:
                json.Text(Convert.ToBase64String(value.AsBytes().Span));
                break;
            case FieldValueKind.Array:
                WriteList(json, value.AsArray(), type);
                break;
            default:
                // There are no JSON fields that can be written; text fields take the document as text.
                json.Text(value.AsString());
                break;
        }
    }

    /// <summary>Returns whether the value can be written: JSON has neither not-a-number nor infinity.</summary>
    public static bool CanWrite(in FieldValue value)
    {
        if (value.Kind == FieldValueKind.Float)
            return double.IsFinite(value.AsFloat());
        if (value.Kind != FieldValueKind.Array)
            return true;
        foreach (ref readonly var element in value.AsArray())
        {
            if (!CanWrite(element))
                return false;
        }

        return true;
    }

    /// <summary>Returns whether an error quotes this value. A dropdown's value was seen to come back inside an array.</summary>
    public static bool IsQuoted(in FieldValue value, FieldType type, JsonElement quoted)
    {
        if (quoted.ValueKind == JsonValueKind.Array && value.Kind != FieldValueKind.Array)
            return quoted.GetArrayLength() == 1 && IsQuoted(value, type, quoted[0]);
        switch (value.Kind)
        {
            case FieldValueKind.Absent or FieldValueKind.Null:
                return quoted.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;
            case FieldValueKind.Boolean:
                return quoted.ValueKind == (value.AsBoolean() ? JsonValueKind.True : JsonValueKind.False);
            case FieldValueKind.Array:
                return IsQuoted(value.AsArray(), type, quoted);
            case FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.BigDecimal or FieldValueKind.Float:
                return quoted.ValueKind == JsonValueKind.Number
                    && FieldValue.TryFromNumber(quoted.GetRawText(), out var number)
                    && number.ToText() == (value.Kind == FieldValueKind.Float ? PlainNumber(value) : value).ToText();
            case FieldValueKind.Date or FieldValueKind.Instant or FieldValueKind.LocalTimestamp:
                return quoted.ValueKind == JsonValueKind.String
                    && quoted.ValueEquals(MomentOf(value).ToString(FormatOf(value, type), CultureInfo.InvariantCulture));
            default:
                return quoted.ValueKind == JsonValueKind.String && quoted.ValueEquals(value.ToText());
        }
    }

    private static bool IsQuoted(ReadOnlySpan<FieldValue> elements, FieldType type, JsonElement quoted)
    {
        if (quoted.ValueKind != JsonValueKind.Array || quoted.GetArrayLength() != elements.Length)
            return false;
        for (var i = 0; i < elements.Length; i++)
        {
            if (!IsQuoted(elements[i], type, quoted[i]))
                return false;
        }

        return true;
    }

    private static void WriteList(RecordWriter json, ReadOnlySpan<FieldValue> elements, FieldType type)
    {
        for (var i = 0; i < elements.Length; i++)
        {
            json.Raw(i == 0 ? "["u8 : ","u8);
            Write(json, elements[i], type);
        }

        json.Raw("]"u8);
    }

    private static DateTime MomentOf(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Date => value.AsDate().ToDateTime(TimeOnly.MinValue),
        FieldValueKind.Instant => value.AsInstant().UtcDateTime,
        _ => value.AsLocalTimestamp(),
    };

    private static string FormatOf(in FieldValue value, FieldType type) =>
        type == FieldType.Date || value.Kind == FieldValueKind.Date && type != FieldType.DateTime ? DateFormat : InstantFormat;

    private static FieldValue PlainNumber(in FieldValue value) =>
        FieldValue.FromNumber(value.AsFloat().ToString("R", CultureInfo.InvariantCulture));
}
