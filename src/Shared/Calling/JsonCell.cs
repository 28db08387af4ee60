using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>Reads a cell that is not null into a value. False if it is not what the column says.</summary>
internal delegate bool JsonCellReader(ref Utf8JsonReader reader, out FieldValue value);

/// <summary>Cells that services deliver as JSON strings, whatever their type.</summary>
internal static class JsonCell
{
    private const int LongestOnStack = 128;

    // As many digits, with a point or a sign among them, are a decimal that is exact.
    private const int LongestExact = 29;
    private static readonly SearchValues<byte> s_plain = SearchValues.Create("0123456789.-"u8);

    /// <summary>The text of a cell that is not written with characters that need more than a byte. Services may escape a plus sign all the same.</summary>
    public static ReadOnlySpan<byte> BytesOf(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
            return reader.ValueSpan;
        var bytes = new byte[reader.ValueSpan.Length];
        return bytes.AsSpan(0, reader.CopyString(bytes));
    }

    public static bool ReadText(ref Utf8JsonReader reader, out FieldValue value)
    {
        value = FieldValue.From(reader.GetString());
        return true;
    }

    public static bool ReadBoolean(ref Utf8JsonReader reader, out FieldValue value)
    {
        var text = BytesOf(ref reader);
        var isTrue = Ascii.EqualsIgnoreCase(text, "true"u8) || text.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(text, "t"u8);
        value = isTrue;
        return isTrue || Ascii.EqualsIgnoreCase(text, "false"u8) || text.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(text, "f"u8);
    }

    /// <summary>An integer or a decimal number, exact whatever its length.</summary>
    public static bool ReadNumber(ref Utf8JsonReader reader, out FieldValue value)
    {
        var text = BytesOf(ref reader);
        if (Utf8Parser.TryParse(text, out long whole, out var read) && read == text.Length)
        {
            value = whole;
            return true;
        }

        if (text.Length <= LongestExact && text.IndexOfAnyExcept(s_plain) < 0 && text.Length > 0 && text[^1] != '.'
            && Utf8Parser.TryParse(text, out decimal number, out read) && read == text.Length && number != 0)
        {
            value = number;
            return true;
        }

        Span<char> digits = text.Length <= LongestOnStack ? stackalloc char[LongestOnStack] : new char[text.Length];
        return FieldValue.TryFromNumber(digits[..Encoding.ASCII.GetChars(text, digits)], out value);
    }

    public static bool ReadFloat(ref Utf8JsonReader reader, out FieldValue value)
    {
        var text = BytesOf(ref reader);
        if (Utf8Parser.TryParse(text, out double number, out var read) && read == text.Length)
        {
            value = number;
            return true;
        }

        var special = Ascii.EqualsIgnoreCase(text, "nan"u8) ? double.NaN
            : Ascii.EqualsIgnoreCase(text, "inf"u8) || Ascii.EqualsIgnoreCase(text, "infinity"u8) ? double.PositiveInfinity
            : Ascii.EqualsIgnoreCase(text, "-inf"u8) || Ascii.EqualsIgnoreCase(text, "-infinity"u8) ? double.NegativeInfinity
            : (double?)null;
        value = special ?? 0;
        return special is not null;
    }

    /// <summary>A document: kept as its text, arrays of plain values as arrays.</summary>
    public static bool ReadDocument(ref Utf8JsonReader reader, out FieldValue value)
    {
        value = default;
        var bytes = new byte[reader.ValueSpan.Length];
        ReadOnlySpan<byte> json = bytes.AsSpan(0, reader.CopyString(bytes));
        try
        {
            var document = new Utf8JsonReader(json, isFinalBlock: true, default);
            if (!document.Read())
                return false;
            if (document.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                return JsonValues.TryRead(ref document, json, out value) && !document.Read();

            // A plain value of a column of documents is a document too: the text "1" and the number 1 are not the same.
            value = FieldValue.FromJson(Encoding.UTF8.GetString(json));
            return !document.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
