namespace Census.Sync.Sources;

/// <summary>Dates and times as ISO 8601 writes them. What is below 100 nanoseconds is cut, never rounded.</summary>
internal static class IsoTime
{
    public static bool TryReadDate(ReadOnlySpan<byte> text, out DateOnly date)
    {
        date = default;
        if (text.Length != 10 || text[4] != '-' || text[7] != '-'
            || !TryPair(text, 0, out var century) || !TryPair(text, 2, out var yearOfCentury) || !TryPair(text, 5, out var month) || !TryPair(text, 8, out var day))
            return false;
        var year = century * 100 + yearOfCentury;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new(year, month, day);
        return true;
    }

    /// <summary>Reads a time of day, with or without a fraction.</summary>
    public static bool TryReadTime(ReadOnlySpan<byte> text, out TimeOnly time)
    {
        time = default;
        if (text.Length < 8 || text[2] != ':' || text[5] != ':'
            || !TryPair(text, 0, out var hour) || !TryPair(text, 3, out var minute) || !TryPair(text, 6, out var second)
            || hour > 23 || minute > 59 || second > 59)
            return false;
        long fraction = 0;
        if (text.Length > 8)
        {
            var digits = text[9..];
            if (text[8] != '.' || digits.IsEmpty || digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0)
                return false;
            for (var i = 0; i < 7; i++)
                fraction = fraction * 10 + (i < digits.Length ? digits[i] - '0' : 0);
        }

        time = new(hour * TimeSpan.TicksPerHour + minute * TimeSpan.TicksPerMinute + second * TimeSpan.TicksPerSecond + fraction);
        return true;
    }

    /// <summary>Reads a date and time, with the offset if one is written.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTime local, out TimeSpan? offset)
    {
        (local, offset) = (default, null);
        if (text.Length < 19 || text[10] is not ((byte)'T' or (byte)' ' or (byte)'t') || !TryReadDate(text[..10], out var date))
            return false;
        var time = text[11..];
        if (time[^1] is (byte)'Z' or (byte)'z')
        {
            offset = TimeSpan.Zero;
            time = time[..^1];
        }
        else if (time.IndexOfAny((byte)'+', (byte)'-') is >= 0 and var sign)
        {
            if (!TryReadOffset(time[sign..], out var written))
                return false;
            offset = written;
            time = time[..sign];
        }

        if (!TryReadTime(time, out var clock))
            return false;
        local = date.ToDateTime(clock, DateTimeKind.Unspecified);
        return true;
    }

    /// <summary>Reads a point in time; without an offset it is one of UTC.</summary>
    public static bool TryReadInstant(ReadOnlySpan<byte> text, out DateTimeOffset instant)
    {
        instant = default;
        if (!TryRead(text, out var local, out var offset))
            return false;
        var ticks = local.Ticks - (offset ?? TimeSpan.Zero).Ticks;
        if (ticks < 0 || ticks > DateTime.MaxValue.Ticks)
            return false;
        instant = new(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryReadOffset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = default;
        var minute = 0;
        if (text.Length is not (3 or 5 or 6) || text.Length == 6 && text[3] != ':'
            || !TryPair(text, 1, out var hour) || text.Length > 3 && !TryPair(text, text.Length - 2, out minute) || hour > 18 || minute > 59)
            return false;
        offset = new TimeSpan(hour, minute, 0);
        if (text[0] == '-')
            offset = -offset;
        return true;
    }

    // Two digits at once: a loop over any number of them takes most of the time of reading a date.
    private static bool TryPair(ReadOnlySpan<byte> text, int at, out int number)
    {
        var (tens, ones) = ((uint)text[at] - '0', (uint)text[at + 1] - '0');
        number = (int)(tens * 10 + ones);
        return tens <= 9 && ones <= 9;
    }
}
