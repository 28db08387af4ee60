using System.Globalization;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>Understands dates as Gainsight was seen to give them: milliseconds since 1970, ISO 8601, <c>yyyy-MM-dd HH:mm:ss</c> in UTC, a day, or empty text.</summary>
internal static class ReadTime
{
    private static readonly string[] PlainForms = ["yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd"];

    public static DateTimeOffset? Parse(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Instant => value.AsInstant(),
        FieldValueKind.Date => new DateTimeOffset(value.AsDate(), TimeOnly.MinValue, TimeSpan.Zero),
        FieldValueKind.LocalTimestamp => new DateTimeOffset(value.AsLocalTimestamp(), TimeSpan.Zero),
        FieldValueKind.Integer when value.AsInteger() is > -62_135_596_800_000 and < 253_402_300_800_000 =>
            DateTimeOffset.FromUnixTimeMilliseconds(value.AsInteger()),
        FieldValueKind.String => Parse(value.AsString()),
        _ => null,
    };

    private static DateTimeOffset? Parse(string text)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, PlainForms, CultureInfo.InvariantCulture, Utc, out var plain))
            return plain;
        return text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var iso) ? iso : null;
    }
}
