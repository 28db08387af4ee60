using System.Globalization;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Dates and times as text. A date is midnight UTC, whatever the tenant's time zone.</summary>
internal static class Times
{
    private static readonly string[] _offsetForms = Expand("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm");
    private static readonly string[] _plainForms = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF"];
    private static readonly string[] _dayForms = ["yyyy-MM-dd"];
    private static readonly string[] _filterDayForms = ["yyyy-MM-dd", "MM-dd-yyyy"];

    public static DateTime? ParseDate(string text) =>
        DateTime.TryParseExact(text, _dayForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime day) ? day : null;

    /// <summary>ISO 8601 with an offset or Z, or <c>yyyy-MM-dd HH:mm:ss</c> in the tenant's time zone.</summary>
    public static DateTime? ParseDateTime(string text, TimeSpan plainOffset)
    {
        if (DateTimeOffset.TryParseExact(text, _offsetForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset instant))
        {
            return instant.AddTicks(-(instant.Ticks % TimeSpan.TicksPerMillisecond)).UtcDateTime;
        }

        return DateTime.TryParseExact(text, _plainForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime plain)
            ? plain - plainOffset
            : null;
    }

    /// <summary>What a filter may hold: any of the above, or a day in one of two forms.</summary>
    public static DateTime? ParseFilter(string text, TimeSpan plainOffset, bool isDate) =>
        DateTime.TryParseExact(text, _filterDayForms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTime day)
            ? isDate ? day : day - plainOffset
            : ParseDateTime(text, plainOffset);

    public static string Format(DateTime value, bool isDate) => isDate
        ? value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    public static long ToEpoch(DateTime value) => new DateTimeOffset(value, TimeSpan.Zero).ToUnixTimeMilliseconds();

    private static string[] Expand(params string[] forms) => [.. forms.SelectMany(form => new[] { form + "'Z'", form + "zzz", form + "zz00" })];
}
