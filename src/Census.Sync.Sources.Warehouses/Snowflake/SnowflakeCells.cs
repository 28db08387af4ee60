using System.Buffers.Text;

namespace Census.Sync.Sources;

/// <summary>The readers of cells by the type of their column: a cell is a JSON string, whatever it holds.</summary>
internal static class SnowflakeCells
{
    private const long TicksASecond = TimeSpan.TicksPerSecond;
    private const int TickDigits = 7;
    private static readonly long s_epochTicks = DateTime.UnixEpoch.Ticks;
    private static readonly int s_epochDay = new DateOnly(1970, 1, 1).DayNumber;

    public static ServiceColumn ColumnOf(SnowflakeColumn column)
    {
        var (type, isArray, read) = Choose(column);
        return new(column.Name, column.Type, type, isArray, read);
    }

    private static (FieldType Type, bool IsArray, JsonCellReader Read) Choose(SnowflakeColumn column) => column.Type.ToLowerInvariant() switch
    {
        "fixed" => (column.Scale is null or 0 ? FieldType.Integer : FieldType.Decimal, false, JsonCell.ReadNumber),
        "real" => (FieldType.Float, false, JsonCell.ReadFloat),
        "decfloat" => (FieldType.Decimal, false, JsonCell.ReadNumber),
        "boolean" => (FieldType.Boolean, false, JsonCell.ReadBoolean),
        "date" => (FieldType.Date, false, ReadDate),
        "time" => (FieldType.Time, false, ReadTime),
        "timestamp_ntz" => (FieldType.LocalDateTime, false, ReadLocalTimestamp),
        "timestamp_ltz" => (FieldType.DateTime, false, ReadInstant),
        "timestamp_tz" => (FieldType.DateTime, false, ReadInstantWithOffset),
        "binary" => (FieldType.Bytes, false, ReadBytes),
        "variant" or "object" or "map" => (FieldType.Json, false, JsonCell.ReadDocument),
        "array" => (FieldType.Any, true, JsonCell.ReadDocument),
        _ => (FieldType.String, false, new TextCells().Read),
    };

    private static bool ReadDate(in CellText cell, out FieldValue value)
    {
        value = default;
        var text = cell.Bytes;
        if (!Utf8Parser.TryParse(text, out int days, out var read) || read != text.Length)
            return false;
        var day = (long)s_epochDay + days;
        if (day < DateOnly.MinValue.DayNumber || day > DateOnly.MaxValue.DayNumber)
            return false;
        value = DateOnly.FromDayNumber((int)day);
        return true;
    }

    private static bool ReadTime(in CellText cell, out FieldValue value)
    {
        value = default;
        if (!TryReadSeconds(cell.Bytes, out var ticks) || ticks is < 0 or >= TimeSpan.TicksPerDay)
            return false;
        value = FieldValue.From(new TimeOnly(ticks));
        return true;
    }

    private static bool ReadLocalTimestamp(in CellText cell, out FieldValue value)
    {
        value = default;
        if (!TryReadSeconds(cell.Bytes, out var ticks) || !IsInRange(ticks))
            return false;
        value = FieldValue.From(new DateTime(s_epochTicks + ticks, DateTimeKind.Unspecified));
        return true;
    }

    private static bool ReadInstant(in CellText cell, out FieldValue value) => TryReadInstant(cell.Bytes, out value);

    // The offset tells how the moment was written, not when it was.
    private static bool ReadInstantWithOffset(in CellText cell, out FieldValue value)
    {
        var text = cell.Bytes;
        var space = text.IndexOf((byte)' ');
        return TryReadInstant(space < 0 ? text : text[..space], out value);
    }

    private static bool TryReadInstant(ReadOnlySpan<byte> text, out FieldValue value)
    {
        value = default;
        if (!TryReadSeconds(text, out var ticks) || !IsInRange(ticks))
            return false;
        value = FieldValue.From(new DateTimeOffset(s_epochTicks + ticks, TimeSpan.Zero));
        return true;
    }

    private static bool ReadBytes(in CellText cell, out FieldValue value)
    {
        value = default;
        var text = cell.Bytes;
        var bytes = new byte[text.Length / 2];
        if (text.Length % 2 != 0 || Convert.FromHexString(text, bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != bytes.Length)
            return false;
        value = FieldValue.From(bytes);
        return true;
    }

    private static bool IsInRange(long ticks) => ticks >= -s_epochTicks && ticks <= DateTime.MaxValue.Ticks - s_epochTicks;

    // Whole seconds and a fraction, as integers: a double would lose the end of the fraction. What is below 100 nanoseconds is cut, never rounded.
    private static bool TryReadSeconds(ReadOnlySpan<byte> text, out long ticks)
    {
        const int longestWithoutFraction = 12;
        ticks = 0;
        var isNegative = text.StartsWith("-"u8);
        if (isNegative)
            text = text[1..];
        var point = text.IndexOf((byte)'.');
        var whole = point < 0 ? text : text[..point];
        if (point < 0 && text.Length > longestWithoutFraction)
            return false;
        if (whole.IsEmpty || whole.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0
            || !Utf8Parser.TryParse(whole, out long seconds, out _) || seconds > long.MaxValue / TicksASecond - 1)
            return false;

        // Before 1970 the number is negative, and what is cut would make the moment a later one.
        long fraction = 0;
        var isCut = false;
        if (point >= 0)
        {
            var digits = text[(point + 1)..];
            if (digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
                return false;
            for (var i = 0; i < TickDigits; i++)
                fraction = fraction * 10 + (i < digits.Length ? digits[i] - '0' : 0);
            isCut = digits.Length > TickDigits && digits[TickDigits..].ContainsAnyExcept((byte)'0');
        }

        ticks = seconds * TicksASecond + fraction;
        if (isNegative)
            ticks = isCut ? -ticks - 1 : -ticks;
        return true;
    }
}
