using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace Census.Sync.Benchmarks.Workload;

internal delegate bool ConsumeCell(ref Utf8JsonReader reader);

/// <summary>A column of a service's result.</summary>
/// <param name="Name">The name.</param>
/// <param name="Type">What the service calls its type.</param>
/// <param name="Write">The cell of a row.</param>
/// <param name="Consume">Makes a cell the value that it is, without any library.</param>
internal sealed record ServiceCell(string Name, string Type, Func<int, string> Write, ConsumeCell Consume)
{
    private static readonly DateTime s_day = new(2026, 1, 1, 3, 4, 5, DateTimeKind.Utc);

    /// <summary>The number of digits behind the point of numbers of Snowflake, whose type does not tell.</summary>
    public string Scale { get; init; } = "0";

    public static IReadOnlyList<ServiceCell> OfSnowflake { get; } =
    [
        .. Common("text", "fixed", "fixed", "boolean"),
        new("renews", "date", row => Text(20_000 + row % 500), Whole),
        new("seen", "timestamp_ntz", row => $"{Text(1_700_000_000 + row)}.123456789", Fraction),
    ];

    public static IReadOnlyList<ServiceCell> OfDatabricks { get; } =
    [
        .. Common("STRING", "LONG", "DECIMAL", "BOOLEAN"),
        new("renews", "DATE", row => s_day.AddDays(row % 500).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Moment),
        new("seen", "TIMESTAMP", row => s_day.AddSeconds(row).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture), Moment),
    ];

    public static IReadOnlyList<ServiceCell> OfBigQuery { get; } =
    [
        .. Common("STRING", "INT64", "NUMERIC", "BOOL"),
        new("renews", "DATE", row => s_day.AddDays(row % 500).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Moment),
        new("seen", "TIMESTAMP", row => $"{Text(1_700_000_000 + row)}123456", Whole),
    ];

    private static IEnumerable<ServiceCell> Common(string text, string whole, string fraction, string truth) =>
    [
        new("id", text, row => $"company-{row}", String),
        new("name", text, row => $"Company No. {row} of Größenhausen", String),
        new("industry", text, row => $"Industry {row % 20}", String),
        new("employees", whole, row => Text(row * 7), Whole),
        new("seats", whole, row => Text(row % 100), Whole),
        new("revenue", fraction, row => $"{Text(row)}.{row % 100:00}", Fraction) { Scale = "2" },
        new("score", fraction, row => $"{Text(row % 10)}.5", Fraction) { Scale = "2" },
        new("active", truth, row => row % 3 == 0 ? "false" : "true", Truth),
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool String(ref Utf8JsonReader reader) => reader.GetString() is not null;

    private static bool Whole(ref Utf8JsonReader reader) => Utf8Parser.TryParse(reader.ValueSpan, out long _, out var read) && read == reader.ValueSpan.Length;

    private static bool Fraction(ref Utf8JsonReader reader) => Utf8Parser.TryParse(reader.ValueSpan, out decimal _, out var read) && read == reader.ValueSpan.Length;

    private static bool Truth(ref Utf8JsonReader reader) => reader.ValueTextEquals("true"u8) || reader.ValueTextEquals("false"u8);

    private static bool Moment(ref Utf8JsonReader reader) => reader.TryGetDateTime(out _);
}
