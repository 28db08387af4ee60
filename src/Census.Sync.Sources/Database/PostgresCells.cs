using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Census.Sync.Sources;

/// <summary>
/// Values that PostgreSQL can hold and the provider's .NET types cannot, read from their bytes on the wire.
/// </summary>
/// <remarks>The formats are those of numeric_send and interval_send: https://github.com/postgres/postgres/tree/REL_15_STABLE/src/backend/utils/adt.</remarks>
internal static class PostgresCells
{
    // 1,000 digits, which is the most a FieldValue keeps, are 251 groups of four.
    private const int LongestNumber = 8 + 2 * 252;
    private const long MicrosecondsPerSecond = 1_000_000;

    public static (FieldType Type, DbCellReader Read)? Choose(string typeName, Type type) => typeName switch
    {
        "numeric" when type == typeof(decimal) => (FieldType.Decimal, DbCells.NotNull(Number())),
        "interval" when type == typeof(TimeSpan) => (FieldType.String, DbCells.NotNull(ReadInterval)),
        _ => null,
    };

    internal static FieldValue DecodeNumber(ReadOnlySpan<byte> wire)
    {
        int count = BinaryPrimitives.ReadInt16BigEndian(wire);
        int weight = BinaryPrimitives.ReadInt16BigEndian(wire[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(wire[4..]);
        var groups = wire[8..];
        switch (sign)
        {
            case 0xC000:
                return FieldValue.From(double.NaN);
            case 0xD000:
                return FieldValue.From(double.PositiveInfinity);
            case 0xF000:
                return FieldValue.From(double.NegativeInfinity);
        }

        // Up to seven groups of four digits fit the 96 bits of a decimal; the last group stands at 10000^(weight - count + 1).
        var scale = 4 * (count - 1 - weight);
        if (count <= 7 && scale is >= 0 and <= 28)
        {
            UInt128 digits = 0;
            for (var i = 0; i < count; i++)
                digits = digits * 10_000 + BinaryPrimitives.ReadUInt16BigEndian(groups[(2 * i)..]);
            return FieldValue.From(new decimal((int)(uint)digits, (int)(uint)(digits >> 32), (int)(uint)(digits >> 64), sign != 0, (byte)scale));
        }

        var text = new StringBuilder(sign == 0 ? "" : "-");
        for (var exponent = Math.Max(weight, 0); exponent >= Math.Min(weight - count + 1, 0); exponent--)
        {
            var i = weight - exponent;
            var group = i >= 0 && i < count ? BinaryPrimitives.ReadInt16BigEndian(groups[(2 * i)..]) : 0;
            text.Append(CultureInfo.InvariantCulture, $"{group:D4}");
            if (exponent == 0)
                text.Append('.');
        }

        return FieldValue.FromNumber(text.ToString());
    }

    internal static string DecodeInterval(ReadOnlySpan<byte> wire)
    {
        var microseconds = BinaryPrimitives.ReadInt64BigEndian(wire);
        var days = BinaryPrimitives.ReadInt32BigEndian(wire[8..]);
        var months = BinaryPrimitives.ReadInt32BigEndian(wire[12..]);

        var text = new StringBuilder("P");
        AppendPart(text, months / 12, 'Y');
        AppendPart(text, months % 12, 'M');
        AppendPart(text, days, 'D');
        if (microseconds != 0)
        {
            text.Append('T');
            AppendPart(text, microseconds / (3600 * MicrosecondsPerSecond), 'H');
            AppendPart(text, microseconds / (60 * MicrosecondsPerSecond) % 60, 'M');
            var seconds = microseconds % (60 * MicrosecondsPerSecond);
            if (seconds != 0)
                text.Append(CultureInfo.InvariantCulture, $"{(decimal)seconds / MicrosecondsPerSecond:0.######}S");
        }

        return text.Length == 1 ? "PT0S" : text.ToString();
    }

    private static DbCellReader Number()
    {
        var buffer = new byte[LongestNumber];
        return (reader, ordinal) =>
        {
            var length = (int)reader.GetBytes(ordinal, 0, buffer, 0, buffer.Length);
            return length < buffer.Length
                ? DecodeNumber(buffer.AsSpan(0, length))
                : throw new OverflowException("The number has more than 1,000 digits.");
        };
    }

    private static FieldValue ReadInterval(DbDataReader reader, int ordinal)
    {
        var wire = new byte[16];
        reader.GetBytes(ordinal, 0, wire, 0, wire.Length);
        return FieldValue.From(DecodeInterval(wire));
    }

    private static void AppendPart(StringBuilder text, long amount, char unit)
    {
        if (amount != 0)
            text.Append(CultureInfo.InvariantCulture, $"{amount}{unit}");
    }
}
