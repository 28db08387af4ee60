using System.Globalization;

namespace Census.Sync.Planning;

/// <summary>What can be done with the values of a cursor column.</summary>
internal static class CursorValues
{
    // No time zone is further ahead.
    private static readonly TimeSpan s_earliestZone = TimeSpan.FromHours(14);

    /// <summary>Returns the kind of a value; null if it can be no cursor.</summary>
    public static CursorKind? KindOf(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Integer or FieldValueKind.Decimal => CursorKind.Number,
        FieldValueKind.Date => CursorKind.Date,
        FieldValueKind.LocalTimestamp => CursorKind.LocalTimestamp,
        FieldValueKind.Instant => CursorKind.Instant,
        FieldValueKind.String => CursorKind.Text,
        _ => null,
    };

    /// <summary>Returns where the column is, and the kind that its values have; null if its type allows several.</summary>
    /// <exception cref="SyncConfigurationException">There is no such column, or its values have no order that could be relied on.</exception>
    public static (int Index, CursorKind? Kind) FindColumn(string name, RecordSchema columns)
    {
        var index = columns.IndexOf(name);
        return index >= 0
            ? (index, KindOf(columns[index]))
            : throw new SyncConfigurationException($"The source has no column '{name}', which is the cursor of the sync. Its columns are: {columns}.");
    }

    private static CursorKind? KindOf(SchemaField column) => column switch
    {
        { IsArray: true } => throw Unfit(column.Name, $"list of {column.Type}"),
        { Type: FieldType.Any } => null,
        { Type: FieldType.Integer or FieldType.Decimal } => CursorKind.Number,
        { Type: FieldType.Date } => CursorKind.Date,
        { Type: FieldType.LocalDateTime } => CursorKind.LocalTimestamp,
        { Type: FieldType.DateTime } => CursorKind.Instant,
        { Type: FieldType.String } => CursorKind.Text,
        _ => throw Unfit(column.Name, column.Type.ToString()),
    };

    private static SyncConfigurationException Unfit(string column, string type) => new(
        $"The column '{column}' is of the type {type} and can be no cursor. One that can holds times, dates, whole or decimal numbers, or text that sorts by its characters; convert it in the model.");

    /// <summary>Compares two values of one kind.</summary>
    public static int Compare(CursorKind kind, in FieldValue one, in FieldValue other) => kind switch
    {
        CursorKind.Number when one.Kind == FieldValueKind.Integer && other.Kind == FieldValueKind.Integer => one.AsInteger().CompareTo(other.AsInteger()),
        CursorKind.Number => NumberOf(in one).CompareTo(NumberOf(in other)),
        CursorKind.Date => one.AsDate().CompareTo(other.AsDate()),
        CursorKind.LocalTimestamp => one.AsLocalTimestamp().CompareTo(other.AsLocalTimestamp()),
        CursorKind.Instant => one.AsInstant().CompareTo(other.AsInstant()),
        _ => string.CompareOrdinal(one.AsString(), other.AsString()),
    };

    /// <summary>Whether a value lies behind the present: to go on from it would leave out everything until then.</summary>
    public static bool IsInFuture(CursorKind kind, in FieldValue value, DateTimeOffset now) => kind switch
    {
        CursorKind.Instant => value.AsInstant() > now,
        CursorKind.LocalTimestamp => value.AsLocalTimestamp() > Latest(now),
        CursorKind.Date => value.AsDate() > DateOnly.FromDateTime(Latest(now)),
        _ => false,
    };

    /// <summary>Returns the value that the next read begins with.</summary>
    public static FieldValue Before(in FieldValue highest, CursorColumn column) => highest.Kind switch
    {
        FieldValueKind.Integer => Math.Max(long.MinValue + column.NumberOverlap, highest.AsInteger()) - column.NumberOverlap,
        FieldValueKind.Decimal => Math.Max(decimal.MinValue + column.NumberOverlap, highest.AsDecimal()) - column.NumberOverlap,
        FieldValueKind.Date => DateOnly.FromDayNumber(Math.Max(0, highest.AsDate().DayNumber - (int)Math.Min(int.MaxValue, Math.Ceiling(column.Overlap.TotalDays)))),
        FieldValueKind.LocalTimestamp => FieldValue.From(Before(highest.AsLocalTimestamp(), column.Overlap)),
        FieldValueKind.Instant => new DateTimeOffset(Before(highest.AsInstant().UtcDateTime, column.Overlap)),
        _ => TextBefore(highest.AsString(), column.Overlap),
    };

    private static decimal NumberOf(in FieldValue value) => value.Kind == FieldValueKind.Integer ? value.AsInteger() : value.AsDecimal();

    private static DateTime Latest(DateTimeOffset now) => DateTime.SpecifyKind(now.UtcDateTime.Add(s_earliestZone), DateTimeKind.Unspecified);

    private static DateTime Before(DateTime time, TimeSpan overlap) => new(Math.Max(0, time.Ticks - overlap.Ticks), time.Kind);

    // A time as ISO 8601 writes it keeps its form, so that it still sorts among the others. Other text is taken as it is: what comes before it nobody can tell.
    private static string TextBefore(string text, TimeSpan overlap)
    {
        var end = text.AsSpan().TrimEnd('Z').Length;
        if (end > 16 && text[end - 6] is '+' or '-' && text[end - 3] == ':')
            end -= 6;
        var time = text.AsSpan(0, end);
        var format = FormatOf(time);
        if (format is null || !DateTime.TryParseExact(time, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed))
            return text;
        if (time.Length == 10)
            overlap = TimeSpan.FromDays(Math.Ceiling(overlap.TotalDays));
        return string.Concat(Before(parsed, overlap).ToString(format, CultureInfo.InvariantCulture), text.AsSpan(end));
    }

    private static string? FormatOf(ReadOnlySpan<char> time)
    {
        if (time.Length is 10)
            return "yyyy-MM-dd";
        if (time.Length < 16 || time[10] is not (' ' or 'T'))
            return null;
        var separator = time[10] == 'T' ? "'T'" : " ";
        return time.Length switch
        {
            16 => $"yyyy-MM-dd{separator}HH:mm",
            19 => $"yyyy-MM-dd{separator}HH:mm:ss",
            > 20 and <= 27 => $"yyyy-MM-dd{separator}HH:mm:ss.{new string('f', time.Length - 20)}",
            _ => null,
        };
    }
}
