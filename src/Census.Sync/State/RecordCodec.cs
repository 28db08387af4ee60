using System.Text;
using Census.Sync.Mapping;

namespace Census.Sync.State;

/// <summary>The values of a record as bytes, exactly as they were.</summary>
internal static class RecordCodec
{
    public static void Write(BlobWriter writer, ReadOnlySpan<FieldValue> values)
    {
        foreach (ref readonly var value in values)
            Write(writer, in value);
    }

    public static void Read(ref BlobReader reader, Span<FieldValue> values)
    {
        foreach (ref var value in values)
            value = Read(ref reader);
    }

    /// <summary>Reads the values of one record of many.</summary>
    public static void Read(ref BlobReader reader, Span<FieldValue> values, RepeatedTexts texts)
    {
        for (var i = 0; i < values.Length; i++)
        {
            var kind = (FieldValueKind)reader.Byte();
            values[i] = kind == FieldValueKind.String ? texts.Get(i, reader.RequiredTextBytes()) : Read(kind, ref reader);
        }
    }

    private static void Write(BlobWriter writer, in FieldValue value)
    {
        writer.Byte((byte)value.Kind);
        switch (value.Kind)
        {
            case FieldValueKind.Boolean:
                writer.Byte(value.AsBoolean() ? (byte)1 : (byte)0);
                break;
            case FieldValueKind.Integer:
                writer.Signed(value.AsInteger());
                break;
            case FieldValueKind.Float:
                writer.Number(BitConverter.DoubleToUInt64Bits(value.AsFloat()));
                break;
            case FieldValueKind.Date:
                writer.Number(value.AsDate().DayNumber);
                break;
            case FieldValueKind.Time:
                writer.Number(value.AsTime().Ticks);
                break;
            case FieldValueKind.LocalTimestamp:
                writer.Number(value.AsLocalTimestamp().Ticks);
                break;
            case FieldValueKind.Instant:
                writer.Number(value.AsInstant().UtcTicks);
                break;
            case FieldValueKind.Bytes:
                writer.Bytes(value.AsBytes().Span);
                break;
            case FieldValueKind.Array:
                var elements = value.AsArray();
                writer.Number(elements.Length);
                Write(writer, elements);
                break;
            case FieldValueKind.Absent or FieldValueKind.Null:
                break;
            case FieldValueKind.Decimal:
                writer.Text(in value);
                break;
            default:
                writer.Text(value.AsString());
                break;
        }
    }

    private static FieldValue Read(ref BlobReader reader) => Read((FieldValueKind)reader.Byte(), ref reader);

    private static FieldValue Read(FieldValueKind kind, ref BlobReader reader)
    {
        switch (kind)
        {
            case FieldValueKind.Absent:
                return FieldValue.Absent;
            case FieldValueKind.Null:
                return FieldValue.Null;
            case FieldValueKind.Boolean:
                return reader.Byte() != 0;
            case FieldValueKind.Integer:
                return reader.Signed();
            case FieldValueKind.Float:
                return BitConverter.UInt64BitsToDouble(reader.Number());
            case FieldValueKind.Date:
                return DateOnly.FromDayNumber(reader.Count());
            case FieldValueKind.Time:
                return new TimeOnly(reader.Long());
            case FieldValueKind.LocalTimestamp:
                return FieldValue.From(new DateTime(reader.Long(), DateTimeKind.Unspecified));
            case FieldValueKind.Instant:
                return reader.Time();
            case FieldValueKind.Bytes:
                return FieldValue.From(reader.Bytes().ToArray());
            case FieldValueKind.Array:
                var elements = new FieldValue[reader.Count()];
                Read(ref reader, elements);
                return FieldValue.FromArray(elements);
            case FieldValueKind.String:
                return reader.RequiredText();
            case FieldValueKind.Json:
                return FieldValue.FromJson(reader.RequiredText());
            case FieldValueKind.Decimal or FieldValueKind.BigDecimal:
                return Decimal(reader.RequiredTextBytes());
            default:
                throw BlobReader.Damaged();
        }
    }

    private static FieldValue Decimal(ReadOnlySpan<byte> text)
    {
        // Nearly all are short, and read without a string.
        Span<char> digits = stackalloc char[32];
        return text.Length <= digits.Length && PlainText.TryReadDecimal(digits[..Encoding.ASCII.GetChars(text, digits)], out var value)
            ? value
            : FieldValue.FromNumber(Encoding.UTF8.GetString(text));
    }
}
