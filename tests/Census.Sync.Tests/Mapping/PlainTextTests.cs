using System.Globalization;
using Census.Sync.Mapping;

namespace Census.Sync.Tests.Mapping;

/// <summary>The short way of reading text must not give another value than the general one.</summary>
public sealed class PlainTextTests
{
    [Theory]
    [InlineData("0.5"), InlineData("-0.5"), InlineData("12.50"), InlineData("5.00"), InlineData("-0.00"), InlineData("000.10")]
    [InlineData("99999999999999999.9"), InlineData("0.00000000000000001"), InlineData("-123456789.987654321")]
    public void A_plain_decimal_is_the_number_that_the_general_way_reads(string text)
    {
        Assert.True(PlainText.TryReadDecimal(text, out var value));
        Assert.Equal(FieldValue.FromNumber(text), FieldValue.From(value));
        Assert.Equal(FieldValue.FromNumber(text).ToText(), FieldValue.From(value).ToText());
    }

    [Fact]
    public void Random_decimals_are_the_numbers_that_the_general_way_reads()
    {
        var random = new Random(11);
        for (var i = 0; i < 10_000; i++)
        {
            var whole = random.NextInt64(1_000_000_000).ToString(CultureInfo.InvariantCulture);
            var fraction = random.NextInt64(1_000_000_000).ToString(CultureInfo.InvariantCulture)[..1].PadRight(random.Next(1, 9), (char)('0' + random.Next(10)));
            var text = $"{(i % 2 == 0 ? "-" : "")}{whole}.{fraction}";

            Assert.True(PlainText.TryReadDecimal(text, out var value));
            Assert.Equal(FieldValue.FromNumber(text).ToText(), FieldValue.From(value).ToText());
        }
    }

    [Theory]
    [InlineData(""), InlineData("."), InlineData("-"), InlineData("-."), InlineData("1"), InlineData("1."), InlineData(".5"), InlineData("+1.5")]
    [InlineData("1.2.3"), InlineData("1,5"), InlineData("1.5e3"), InlineData(" 1.5"), InlineData("--1.5"), InlineData("1.\u0665"), InlineData("1234567890123456789.5")]
    public void Any_other_text_is_left_to_the_general_way(string text) => Assert.False(PlainText.TryReadDecimal(text, out _));

    [Fact]
    public void Every_day_of_the_calendar_is_read_and_no_other()
    {
        for (var day = DateOnly.MinValue; day < DateOnly.MaxValue; day = day.AddDays(Math.Min(13, DateOnly.MaxValue.DayNumber - day.DayNumber)))
        {
            Assert.True(PlainText.TryReadDate(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), out var read));
            Assert.Equal(day, read);
        }

        foreach (var text in new[] { "", "2026-02-29", "2026-13-01", "2026-00-10", "2026-01-00", "2026-04-31", "0000-01-01", "2026-1-01", "2026/01/01", "20260101", "2026-01-0x", "2026-01-01T00:00" })
            Assert.False(PlainText.TryReadDate(text, out _), text);
    }
}
