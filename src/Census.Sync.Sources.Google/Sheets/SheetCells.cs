using System.Globalization;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>Cells of a sheet: numbers, truth or text, of which only the reader knows which are dates.</summary>
internal static class SheetCells
{
    private const double LargestSerial = 2_958_465.999_999;
    private const double SmallestSerial = -693_593;
    private static readonly DateTime s_zero = new(1899, 12, 30, 0, 0, 0, DateTimeKind.Unspecified);
    private static readonly string[] s_errors = ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#ERROR!"];

    /// <summary>Reads the cell that the reader is at.</summary>
    /// <returns>What is wrong with it, without its value; null if nothing is.</returns>
    public static string? Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, FieldType type, out FieldValue value)
    {
        value = FieldValue.Null;
        if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            throw new JsonException();
        if (!JsonValues.TryRead(ref reader, json, out value))
            return "is a number of too many digits";
        if (value.Kind == FieldValueKind.String)
        {
            var text = value.AsString();
            if (text.Length == 0)
            {
                value = FieldValue.Null;
                return null;
            }

            if (text[0] == '#' && Array.IndexOf(s_errors, text) >= 0)
                return $"is the error {text}";
        }

        return value.IsNull ? null : Declared(type, ref value);
    }

    // What is declared as text is text as a person would write it; what is declared as a date is the day that the number stands for.
    private static string? Declared(FieldType type, ref FieldValue value)
    {
        switch (type)
        {
            case FieldType.String when value.Kind != FieldValueKind.String:
                value = value.Kind == FieldValueKind.Boolean ? (value.AsBoolean() ? "TRUE" : "FALSE") : value.ToText();
                return null;
            case FieldType.Date or FieldType.LocalDateTime or FieldType.Time when value.Kind is FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.Float:
                var serial = double.Parse(value.ToText(), NumberStyles.Float, CultureInfo.InvariantCulture);
                if (serial is < SmallestSerial or > LargestSerial)
                    return "is a number that stands for no date";

                // A second has no exact place in a day: the nearest millisecond is meant.
                var moment = s_zero.AddTicks((long)Math.Round(serial * TimeSpan.MillisecondsPerDay) * TimeSpan.TicksPerMillisecond);
                value = type switch
                {
                    FieldType.Date => DateOnly.FromDateTime(moment),
                    FieldType.Time => TimeOnly.FromDateTime(moment),
                    _ => FieldValue.From(moment),
                };
                return null;
            default:
                // A text that looks like a date is left to the cast of the mapping.
                return null;
        }
    }
}
