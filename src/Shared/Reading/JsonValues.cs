using System.Text;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>Values of JSON: numbers exact, arrays of plain values as arrays, all other structure as a document.</summary>
internal static class JsonValues
{
    /// <summary>Reads the value that the reader is at. False for a number of more digits than a value holds.</summary>
    public static bool TryRead(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out FieldValue value)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartArray when IsFlat(reader):
                return TryReadArray(ref reader, json, out value);
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                value = FieldValue.FromJson(Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]));
                return true;
            case JsonTokenType.Number:
                return TryReadNumber(ref reader, out value);
            default:
                value = reader.TokenType switch
                {
                    JsonTokenType.String => FieldValue.From(reader.GetString()),
                    JsonTokenType.True => FieldValue.From(true),
                    JsonTokenType.False => FieldValue.From(false),
                    _ => FieldValue.Null,
                };
                return true;
        }
    }

    private static bool TryReadNumber(ref Utf8JsonReader reader, out FieldValue value)
    {
        if (reader.TryGetInt64(out var whole))
        {
            value = FieldValue.From(whole);
            return true;
        }

        const int longestOnStack = 128;
        Span<char> digits = reader.ValueSpan.Length <= longestOnStack ? stackalloc char[longestOnStack] : new char[reader.ValueSpan.Length];
        return FieldValue.TryFromNumber(digits[..Encoding.ASCII.GetChars(reader.ValueSpan, digits)], out value);
    }

    private static bool TryReadArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out FieldValue value)
    {
        List<FieldValue> elements = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!TryRead(ref reader, json, out var element))
            {
                value = default;
                return false;
            }

            elements.Add(element);
        }

        value = FieldValue.FromArray([.. elements]);
        return true;
    }

    // A copy of the reader looks ahead.
    private static bool IsFlat(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                return false;
        }

        return true;
    }
}
