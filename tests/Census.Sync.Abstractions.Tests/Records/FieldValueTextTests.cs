using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Census.Sync.Abstractions.Tests.Records;

/// <summary>Golden vectors: fingerprints and keys are made of these texts, so they never change.</summary>
public sealed class FieldValueTextTests
{
    public static TheoryData<string, FieldValue> Texts { get; } = new()
    {
        { "", FieldValue.Absent },
        { "", FieldValue.Null },
        { "true", true },
        { "false", false },
        { "0", 0L },
        { "-9223372036854775808", long.MinValue },
        { "9223372036854775807", long.MaxValue },
        { "1.5", 1.50m },
        { "100", 100.00m },
        { "100", 100m },
        { "0", 0.000m },
        { "0", new decimal(0, 0, 0, isNegative: true, scale: 3) },
        { "-0.001", -0.001m },
        { "79228162514264337593543950335", decimal.MaxValue },
        { "-79228162514264337593543950335", decimal.MinValue },
        { "0.0000000000000000000000000001", 0.0000000000000000000000000001m },
        { "-7.9228162514264337593543950335", -7.9228162514264337593543950335m },
        { "0.1", 0.1 },
        { "0.30000000000000004", 0.1 + 0.2 },
        { "10000000000000000", 1e16 },
        { "1E+17", 1e17 },
        { "1E-05", 0.00001 },
        { "-1.7976931348623157E+308", double.MinValue },
        { "5E-324", double.Epsilon },
        { "0", -0d },
        { "NaN", double.NaN },
        { "Infinity", double.PositiveInfinity },
        { "-Infinity", double.NegativeInfinity },
        { "", "" },
        { " né\n", " né\n" },
        { "0001-01-01", DateOnly.MinValue },
        { "9999-12-31", DateOnly.MaxValue },
        { "00:00:00", TimeOnly.MinValue },
        { "23:59:59.9999999", TimeOnly.MaxValue },
        { "12:00:00.5", new TimeOnly(12, 0, 0, 500) },
        { "2026-02-28T13:14:15", FieldValue.From(new DateTime(2026, 2, 28, 13, 14, 15)) },
        { "2026-02-28T13:14:15.0000001", FieldValue.From(new DateTime(2026, 2, 28, 13, 14, 15).AddTicks(1)) },
        { "2026-02-28T13:14:15.12Z", new DateTimeOffset(2026, 2, 28, 14, 14, 15, 120, TimeSpan.FromHours(1)) },
        { "9999-12-31T23:59:59.9999999Z", DateTimeOffset.MaxValue },
        { "", FieldValue.From([]) },
        { "00ff10", FieldValue.From([0, 255, 16]) },
        { "{\"a\": 1 }", FieldValue.FromJson("{\"a\": 1 }") },
        { "[]", FieldValue.FromArray([]) },
        {
            """["a",1,2.5,null,null,true,"2026-01-02","AQI=",[1]]""",
            FieldValue.FromArray(
                ["a", 1L, 2.50m, FieldValue.Null, FieldValue.Absent, true, new DateOnly(2026, 1, 2), FieldValue.From([1, 2]), FieldValue.FromArray([1L])])
        },
        { """["NaN","-Infinity",1E-05]""", FieldValue.FromArray([double.NaN, double.NegativeInfinity, 0.00001]) },
        { "[\"n\\u00E9\"]", FieldValue.FromArray(["né"]) },
        { """[{"a":1}]""", FieldValue.FromArray([FieldValue.FromJson("""{"a":1}""")]) },
    };

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void The_canonical_text_never_changes(string text, FieldValue value)
    {
        var buffer = new byte[200];

        Assert.Equal(text, value.ToText());
        Assert.True(value.TryFormat(buffer, out var written));
        Assert.Equal(text, Encoding.UTF8.GetString(buffer, 0, written));
    }

    [Theory]
    [MemberData(nameof(Texts), DisableDiscoveryEnumeration = true)]
    public void Formatting_needs_no_more_than_the_text_and_reports_when_there_is_less(string text, FieldValue value)
    {
        var exact = new byte[Encoding.UTF8.GetByteCount(text)];

        Assert.True(value.TryFormat(exact, out var written));
        Assert.Equal((exact.Length, text), (written, Encoding.UTF8.GetString(exact)));
        if (exact.Length > 0)
        {
            Assert.False(value.TryFormat(exact.AsSpan(1), out written));
            Assert.Equal(0, written);
        }
    }

    [Fact]
    public void The_text_is_that_of_no_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        var german = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        german.NumberFormat.NumberDecimalSeparator = ",";
        german.NumberFormat.NegativeSign = "~";
        german.DateTimeFormat.TimeSeparator = "h";
        try
        {
            CultureInfo.CurrentCulture = german;

            Assert.Equal("-1.5", FieldValue.From(-1.5m).ToText());
            Assert.Equal("-1.5", FieldValue.From(-1.5).ToText());
            Assert.Equal("-15", FieldValue.From(-15L).ToText());
            Assert.Equal("01:02:03", FieldValue.From(new TimeOnly(1, 2, 3)).ToText());
            Assert.Equal(-1.5m, FieldValue.FromNumber("-1.5").AsDecimal());
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Fact]
    public void Json_has_numbers_as_numbers_and_times_as_text()
    {
        (string Json, FieldValue Value)[] cases =
        [
            ("null", FieldValue.Absent), ("null", FieldValue.Null), ("true", true), ("-5", -5L), ("1.5", 1.50m), ("0.1", 0.1), ("1E+17", 1e17),
            ("\"a\\u0022\"", "a\""), ("\"2026-01-02\"", new DateOnly(2026, 1, 2)), ("\"01:02:03\"", new TimeOnly(1, 2, 3)),
            ("\"1970-01-01T00:00:00Z\"", DateTimeOffset.UnixEpoch), ("\"AQI=\"", FieldValue.From([1, 2])), ("{\"a\":1}", FieldValue.FromJson("{\"a\":1}")),
            ("123456789012345678901234567890123", FieldValue.FromNumber("123456789012345678901234567890123")), ("[1,null]", FieldValue.FromArray([1L, FieldValue.Null])),
        ];

        foreach (var (json, value) in cases)
            Assert.Equal(json, JsonOf(value));
    }

    [Fact]
    public void Json_has_no_place_for_what_is_not_a_number()
    {
        Assert.Throws<InvalidOperationException>(() => JsonOf(double.NaN));
        Assert.Throws<InvalidOperationException>(() => JsonOf(FieldValue.FromArray([double.PositiveInfinity])));
        Assert.ThrowsAny<JsonException>(() => JsonOf(FieldValue.FromJson("{")));
    }

    internal static string JsonOf(FieldValue value)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            value.WriteTo(writer);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public void The_text_of_a_float_is_the_shortest_that_gives_it_back()
    {
        var random = new Random(1);
        double[] edges = [1e-4, 0.00011, 0.00005, 0.99995, 1.00005, 99_999_999_999.9999, 100_000_000_000, 100_000_000_000.0001, 1e11 - 1e-4, 1e15, 1e15 - 1, 123_456_789_012_345, 0.1 + 0.7, 4.35 * 100, 1.1 * 1.1];
        foreach (var edge in edges)
            AssertShortest(edge);
        for (var i = 0; i < 200_000; i++)
        {
            AssertShortest(random.Next(-1_000_000, 1_000_000) / Math.Pow(10, random.Next(0, 8)));
            AssertShortest(random.NextInt64(-2_000_000_000_000_000, 2_000_000_000_000_000) / 10_000d);
            AssertShortest(BitConverter.Int64BitsToDouble(random.NextInt64()));

            // The neighbours of a short number are not short.
            AssertShortest(Math.BitIncrement(random.Next() / 100d));
        }

        static void AssertShortest(double number)
        {
            foreach (var value in (double[])[number, -number])
                Assert.Equal((value == 0 ? 0d : value).ToString("R", CultureInfo.InvariantCulture), ((FieldValue)value).ToText());
        }
    }

    [Fact]
    public void The_text_of_a_moment_has_no_zeros_behind_its_fraction()
    {
        var random = new Random(2);
        for (var i = 0; i < 50_000; i++)
        {
            var unit = (long)Math.Pow(10, random.Next(0, 12));
            var moment = new DateTime(random.NextInt64(DateTime.MaxValue.Ticks) / unit * unit, DateTimeKind.Unspecified);
            var expected = moment.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

            Assert.Equal(expected, FieldValue.From(moment).ToText());
            Assert.Equal(expected + "Z", ((FieldValue)new DateTimeOffset(moment, TimeSpan.Zero)).ToText());
        }
    }
}
