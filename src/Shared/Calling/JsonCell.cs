using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>Reads a cell that is not null into a value. False if it is not what the column says.</summary>
internal delegate bool JsonCellReader(in CellText cell, out FieldValue value);

/// <summary>Cells that services deliver as JSON strings, whatever their type.</summary>
internal static class JsonCell
{
    private const int LongestOnStack = 128;

    // As many digits, with a point or a sign among them, are a decimal that is exact.
    private const int LongestExact = 29;

    // As many digits are a number of 64 bits.
    private const int LongestShort = 18;
    private static readonly SearchValues<byte> s_plain = SearchValues.Create("0123456789.-"u8);

    public static bool ReadBoolean(in CellText cell, out FieldValue value)
    {
        var text = cell.Bytes;
        var isTrue = Ascii.EqualsIgnoreCase(text, "true"u8) || text.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(text, "t"u8);
        value = isTrue;
        return isTrue || Ascii.EqualsIgnoreCase(text, "false"u8) || text.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(text, "f"u8);
    }

    /// <summary>An integer or a decimal number, exact whatever its length.</summary>
    public static bool ReadNumber(in CellText cell, out FieldValue value)
    {
        var text = cell.Bytes;
        if (TryReadShort(text, out value))
            return true;
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

    public static bool ReadFloat(in CellText cell, out FieldValue value)
    {
        var text = cell.Bytes;
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

    public static bool ReadDate(in CellText cell, out FieldValue value)
    {
        var isRead = IsoTime.TryReadDate(cell.Bytes, out var date);
        value = date;
        return isRead;
    }

    public static bool ReadTime(in CellText cell, out FieldValue value)
    {
        var isRead = IsoTime.TryReadTime(cell.Bytes, out var time);
        value = time;
        return isRead;
    }

    /// <summary>A date and time without a zone, as ISO 8601 writes it.</summary>
    public static bool ReadLocalTimestamp(in CellText cell, out FieldValue value)
    {
        var isRead = IsoTime.TryRead(cell.Bytes, out var local, out var offset) && offset is null;
        value = FieldValue.From(local);
        return isRead;
    }

    /// <summary>A point in time, as ISO 8601 writes it.</summary>
    public static bool ReadInstant(in CellText cell, out FieldValue value)
    {
        var isRead = IsoTime.TryReadInstant(cell.Bytes, out var instant);
        value = instant;
        return isRead;
    }

    public static bool ReadBase64(in CellText cell, out FieldValue value)
    {
        var text = cell.Bytes;
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        var isRead = Base64.DecodeFromUtf8(text, bytes, out _, out var written) == OperationStatus.Done;
        value = FieldValue.From(bytes[..written]);
        return isRead;
    }

    /// <summary>A document: kept as its text, arrays of plain values as arrays.</summary>
    public static bool ReadDocument(in CellText cell, out FieldValue value)
    {
        value = default;
        var json = cell.Bytes;
        try
        {
            var document = new Utf8JsonReader(json);
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

    // Nearly all numbers. Those that are written in another way, zeros with a fraction among them, take the long way.
    private static bool TryReadShort(ReadOnlySpan<byte> text, out FieldValue value)
    {
        value = default;
        var isNegative = text.Length > 0 && text[0] == '-';
        if (isNegative)
            text = text[1..];
        if (text.Length is 0 or > LongestShort)
            return false;
        long digits = 0;
        var point = -1;
        for (var i = 0; i < text.Length; i++)
        {
            var digit = (uint)text[i] - '0';
            if (digit <= 9)
                digits = digits * 10 + digit;
            else if (text[i] == '.' && point < 0)
                point = i;
            else
                return false;
        }

        if (point < 0)
        {
            value = isNegative ? -digits : digits;
            return true;
        }

        if (digits == 0 || point == 0 || point == text.Length - 1)
            return false;
        value = new decimal((int)digits, (int)(digits >> 32), 0, isNegative, (byte)(text.Length - 1 - point));
        return true;
    }
}
