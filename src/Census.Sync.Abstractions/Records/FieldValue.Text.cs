using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Census.Sync;

// The canonical text of a value: the same for every provider and every release, since fingerprints and keys are made of it.
public readonly partial struct FieldValue
{
    private const int LongestFixedText = 64;

    // How many digits behind the point a float may have to count as short.
    private const int FloatScale = 4;

    /// <summary>
    /// Makes a number from its decimal digits: an integer if it is written as one and fits, else a decimal if it fits one exactly, else a
    /// big decimal.
    /// </summary>
    /// <param name="digits">Digits with an optional sign, point and exponent.</param>
    /// <param name="value">The number, or <see cref="Absent"/>.</param>
    /// <returns>False if <paramref name="digits"/> is not a number, or has more than 1,000 digits.</returns>
    public static bool TryFromNumber(ReadOnlySpan<char> digits, out FieldValue value)
    {
        value = default;
        digits = digits.Trim();

        // .NET's parsers pass over zero characters at the end.
        if (digits.Contains('\0'))
            return false;
        if (long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            value = From(whole);
            return true;
        }

        var plain = BigDecimalText.Normalize(digits);
        if (plain is null)
            return false;

        // Decimal.Parse rounds what it cannot hold: it counts only if it gives the same digits back.
        value = decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && BigDecimalText.Normalize(number.ToString(CultureInfo.InvariantCulture)) == plain
            ? From(number)
            : new(FieldValueKind.BigDecimal, 0, plain);
        return true;
    }

    /// <summary>Returns the canonical text of the value: the same on every machine, in no culture.</summary>
    /// <returns>
    /// <c>true</c> or <c>false</c>; numbers without exponent or trailing zeros; floats in their shortest round-trip form;
    /// <c>yyyy-MM-dd</c>; <c>HH:mm:ss.fffffff</c>; timestamps as <c>yyyy-MM-ddTHH:mm:ss.fffffff</c>, instants with a <c>Z</c>; bytes in
    /// lower-case hexadecimal; JSON as it is; arrays as JSON, with text for what JSON has no number for. Empty for null and absent. Fractions of a second end at their last digit that
    /// is not zero.
    /// </returns>
    public string ToText()
    {
        switch (_kind)
        {
            case FieldValueKind.Absent or FieldValueKind.Null:
                return "";
            case FieldValueKind.String or FieldValueKind.Json or FieldValueKind.BigDecimal:
                return (string)_reference!;
            case FieldValueKind.Bytes:
                return Convert.ToHexStringLower(AsBytes().Span);
            case FieldValueKind.Array:
                var buffer = new ArrayBufferWriter<byte>();
                using (var json = new Utf8JsonWriter(buffer))
                    Write(json, asText: true);
                return Encoding.UTF8.GetString(buffer.WrittenSpan);
            default:
                Span<byte> utf8 = stackalloc byte[LongestFixedText];
                FormatFixed(utf8, out var written);
                return Encoding.ASCII.GetString(utf8[..written]);
        }
    }

    /// <summary>Writes the canonical text of the value as UTF-8.</summary>
    /// <param name="destination">Where to write.</param>
    /// <param name="written">The number of bytes written.</param>
    /// <returns>False if <paramref name="destination"/> is too small; nothing was written then.</returns>
    public bool TryFormat(Span<byte> destination, out int written)
    {
        switch (_kind)
        {
            case FieldValueKind.Absent or FieldValueKind.Null:
                written = 0;
                return true;
            case FieldValueKind.String or FieldValueKind.Json or FieldValueKind.BigDecimal:
                return Encoding.UTF8.TryGetBytes((string)_reference!, destination, out written);
            case FieldValueKind.Bytes or FieldValueKind.Array:
                return Encoding.UTF8.TryGetBytes(ToText(), destination, out written);
            default:
                if (destination.Length >= LongestFixedText)
                {
                    FormatFixed(destination, out written);
                    return true;
                }

                Span<byte> utf8 = stackalloc byte[LongestFixedText];
                FormatFixed(utf8, out written);
                if (utf8[..written].TryCopyTo(destination))
                    return true;
                written = 0;
                return false;
        }
    }

    /// <summary>Writes the value as JSON: numbers as numbers, dates and times as ISO 8601 text, bytes as base64, null and absent as null.</summary>
    /// <param name="writer">Where to write.</param>
    /// <exception cref="InvalidOperationException">The value is not-a-number or infinite, which JSON does not have.</exception>
    /// <exception cref="JsonException">The value is a <see cref="FieldValueKind.Json"/> and not well-formed.</exception>
    public void WriteTo(Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Write(writer, asText: false);
    }

    // As text, a list has to be written whatever is in it.
    private void Write(Utf8JsonWriter writer, bool asText)
    {
        switch (_kind)
        {
            case FieldValueKind.Absent or FieldValueKind.Null:
                writer.WriteNullValue();
                break;
            case FieldValueKind.Boolean:
                writer.WriteBooleanValue(AsBoolean());
                break;
            case FieldValueKind.Integer:
                writer.WriteNumberValue(_bits);
                break;
            case FieldValueKind.Float when !double.IsFinite(AsFloat()) && asText:
                writer.WriteStringValue(ToText());
                break;
            case FieldValueKind.Float when !double.IsFinite(AsFloat()):
                throw new InvalidOperationException("JSON has neither not-a-number nor infinity.");
            case FieldValueKind.String:
                writer.WriteStringValue((string)_reference!);
                break;
            case FieldValueKind.Bytes:
                writer.WriteBase64StringValue(AsBytes().Span);
                break;
            case FieldValueKind.Json:
                writer.WriteRawValue((string)_reference!, skipInputValidation: asText);
                break;
            case FieldValueKind.BigDecimal:
                writer.WriteRawValue((string)_reference!, skipInputValidation: true);
                break;
            case FieldValueKind.Array:
                writer.WriteStartArray();
                foreach (ref readonly var element in AsArray())
                    element.Write(writer, asText);
                writer.WriteEndArray();
                break;
            default:
                Span<byte> utf8 = stackalloc byte[LongestFixedText];
                FormatFixed(utf8, out var written);
                if (_kind is FieldValueKind.Decimal or FieldValueKind.Float)
                    writer.WriteRawValue(utf8[..written], skipInputValidation: true);
                else
                    writer.WriteStringValue(utf8[..written]);
                break;
        }
    }

    // Kinds whose text has a bounded length, all ASCII.
    private void FormatFixed(Span<byte> utf8, out int written)
    {
        switch (_kind)
        {
            case FieldValueKind.Boolean:
                var truth = _bits != 0 ? "true"u8 : "false"u8;
                truth.CopyTo(utf8);
                written = truth.Length;
                break;
            case FieldValueKind.Integer:
                Utf8Formatter.TryFormat(_bits, utf8, out written);
                break;
            case FieldValueKind.Decimal when _high == 0 && _bits >= 0:
                FormatShort(_bits, _scale & 0x7F, (_scale & 0x80) != 0, utf8, out written);
                break;
            case FieldValueKind.Decimal:
                AsDecimal().TryFormat(utf8, out written, default, CultureInfo.InvariantCulture);
                written = WithoutTrailingZeros(utf8[..written]);
                if (written == 2 && utf8[0] == '-' && utf8[1] == '0')
                {
                    utf8[0] = (byte)'0';
                    written = 1;
                }

                break;
            case FieldValueKind.Float:
                var number = AsFloat();
                if (TryScale(number, out var scaled))
                    FormatShort(scaled, FloatScale, number < 0, utf8, out written);
                else
                    (number == 0 ? 0d : number).TryFormat(utf8, out written, "R", CultureInfo.InvariantCulture);
                break;
            case FieldValueKind.Date:
                AsDate().TryFormat(utf8, out written, "O", CultureInfo.InvariantCulture);
                break;
            case FieldValueKind.Time:
                AsTime().TryFormat(utf8, out written, "HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);
                break;
            default:
                WriteTimestamp(new DateTime(_bits, DateTimeKind.Unspecified), utf8, out written);
                if (_kind == FieldValueKind.Instant)
                    utf8[written++] = (byte)'Z';
                break;
        }
    }

    // Nearly all floats in tables: a few digits, up to four of them behind the point. Fifteen digits tell floats apart, so that these are the shortest that give the number back; the search for them takes several times as long.
    private static bool TryScale(double number, out long scaled)
    {
        const double factor = 10_000;
        var magnitude = Math.Abs(number);
        var digits = Math.Round(magnitude * factor);
        var isShort = digits < 1e15 && digits / factor == magnitude;
        scaled = isShort ? (long)digits : 0;
        return isShort;
    }

    // Nearly all decimals: up to 18 digits. Formatted as a whole number with a point put in, which takes a third of the time.
    private static void FormatShort(long digits, int scale, bool isNegative, Span<byte> utf8, out int written)
    {
        while (scale > 0 && digits % 10 == 0)
            (digits, scale) = (digits / 10, scale - 1);

        var start = 0;
        if (digits != 0 && isNegative)
            utf8[start++] = (byte)'-';
        Utf8Formatter.TryFormat(digits, utf8[start..], out var length);
        var number = utf8[start..];
        if (length <= scale)
        {
            // Zeros before the first digit that is not.
            var zeros = scale + 1 - length;
            number[..length].CopyTo(number[zeros..]);
            number[..zeros].Fill((byte)'0');
            length += zeros;
        }

        if (scale > 0)
        {
            var point = length - scale;
            number[point..length].CopyTo(number[(point + 1)..]);
            number[point] = (byte)'.';
            length++;
        }

        written = start + length;
    }

    // The round-trip format has code of its own, one that leaves zeros out is interpreted.
    private static void WriteTimestamp(DateTime moment, Span<byte> utf8, out int written)
    {
        moment.TryFormat(utf8, out written, "O", CultureInfo.InvariantCulture);
        written = WithoutTrailingZeros(utf8[..written]);
    }

    private static int WithoutTrailingZeros(ReadOnlySpan<byte> digits) =>
        digits.Contains((byte)'.') ? digits.TrimEnd((byte)'0').TrimEnd((byte)'.').Length : digits.Length;

    private static class BigDecimalText
    {
        private const int MaximumDigits = 1_000;

        // Sign, digits, point, digits: no exponent, no leading or trailing zeros. Null if the text is not a number.
        public static string? Normalize(ReadOnlySpan<char> text)
        {
            var negative = text.StartsWith("-");
            if (negative || text.StartsWith("+"))
                text = text[1..];

            var exponent = 0;
            var mark = text.IndexOfAny('e', 'E');
            if (mark >= 0)
            {
                if (!int.TryParse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)
                    || Math.Abs((long)exponent) > MaximumDigits)
                    return null;
                text = text[..mark];
            }

            var point = text.IndexOf('.');
            var whole = point < 0 ? text : text[..point];
            var fraction = point < 0 ? default : text[(point + 1)..];
            if (whole.IsEmpty && fraction.IsEmpty
                || whole.Length + fraction.Length > MaximumDigits
                || whole.ContainsAnyExceptInRange('0', '9')
                || fraction.ContainsAnyExceptInRange('0', '9'))
                return null;

            var digits = string.Concat(whole, fraction);
            var position = whole.Length + exponent;
            if (position > digits.Length)
                digits = digits.PadRight(position, '0');
            if (position < 0)
                (digits, position) = (digits.PadLeft(digits.Length - position, '0'), 0);

            var wholePart = digits[..position].TrimStart('0');
            var fractionPart = digits[position..].TrimEnd('0');
            if (wholePart.Length == 0)
                wholePart = "0";
            var plain = fractionPart.Length == 0 ? wholePart : $"{wholePart}.{fractionPart}";
            return negative && plain != "0" ? "-" + plain : plain;
        }
    }
}
