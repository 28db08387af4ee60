namespace Census.Sync.Abstractions.Tests.Records;

public sealed class FieldValueNumberTests
{
    [Theory]
    [InlineData("0", FieldValueKind.Integer, "0")]
    [InlineData("-0", FieldValueKind.Integer, "0")]
    [InlineData("+7", FieldValueKind.Integer, "7")]
    [InlineData(" 7 ", FieldValueKind.Integer, "7")]
    [InlineData("007", FieldValueKind.Integer, "7")]
    [InlineData("9223372036854775807", FieldValueKind.Integer, "9223372036854775807")]
    [InlineData("-9223372036854775808", FieldValueKind.Integer, "-9223372036854775808")]
    [InlineData("9223372036854775808", FieldValueKind.Decimal, "9223372036854775808")]
    [InlineData("1.0", FieldValueKind.Decimal, "1")]
    [InlineData("-0.00", FieldValueKind.Decimal, "0")]
    [InlineData("1.50", FieldValueKind.Decimal, "1.5")]
    [InlineData("-000.500", FieldValueKind.Decimal, "-0.5")]
    [InlineData(".5", FieldValueKind.Decimal, "0.5")]
    [InlineData("5.", FieldValueKind.Decimal, "5")]
    [InlineData("1e3", FieldValueKind.Decimal, "1000")]
    [InlineData("1.25E+2", FieldValueKind.Decimal, "125")]
    [InlineData("12.5e-3", FieldValueKind.Decimal, "0.0125")]
    [InlineData("-1E-5", FieldValueKind.Decimal, "-0.00001")]
    [InlineData("0e999", FieldValueKind.Decimal, "0")]
    [InlineData("79228162514264337593543950335", FieldValueKind.Decimal, "79228162514264337593543950335")]
    [InlineData("79228162514264337593543950336", FieldValueKind.BigDecimal, "79228162514264337593543950336")]
    [InlineData("0.1234567890123456789012345678", FieldValueKind.Decimal, "0.1234567890123456789012345678")]
    [InlineData("0.12345678901234567890123456785", FieldValueKind.BigDecimal, "0.12345678901234567890123456785")]
    [InlineData("1234567890123456789012345678.95", FieldValueKind.BigDecimal, "1234567890123456789012345678.95")]
    [InlineData("1e-30", FieldValueKind.BigDecimal, "0.000000000000000000000000000001")]
    [InlineData("-1e30", FieldValueKind.BigDecimal, "-1000000000000000000000000000000")]
    [InlineData("0001000000000000000000000000000000.1000", FieldValueKind.BigDecimal, "1000000000000000000000000000000.1")]
    public void Digits_become_the_smallest_kind_that_holds_them_exactly(string digits, FieldValueKind kind, string text)
    {
        var value = FieldValue.FromNumber(digits);

        Assert.Equal((kind, text), (value.Kind, value.ToText()));
        Assert.Equal(text, FieldValueTextTests.JsonOf(value));
    }

    [Fact]
    public void A_hundred_digits_are_kept()
    {
        var digits = "-" + string.Concat(Enumerable.Repeat("1234567890", 6)) + "." + string.Concat(Enumerable.Repeat("9876543219", 4));

        var value = FieldValue.FromNumber(digits);

        Assert.Equal((FieldValueKind.BigDecimal, digits), (value.Kind, value.ToText()));
    }

    [Fact]
    public void A_thousand_digits_are_the_most()
    {
        Assert.True(FieldValue.TryFromNumber(new string('9', 1_000), out var value));
        Assert.Equal(1_000, value.ToText().Length);
        Assert.False(FieldValue.TryFromNumber(new string('9', 1_001), out value));
        Assert.True(value.IsAbsent);
        Assert.True(FieldValue.TryFromNumber("1e1000", out _));
        Assert.False(FieldValue.TryFromNumber("1e1001", out _));
        Assert.False(FieldValue.TryFromNumber("1e-2147483648", out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-")]
    [InlineData(".")]
    [InlineData("+-1")]
    [InlineData("--1")]
    [InlineData("1-")]
    [InlineData("1 2")]
    [InlineData("- 1.5")]
    [InlineData("1.2.3")]
    [InlineData("1,5")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("e5")]
    [InlineData("1e")]
    [InlineData("1e1.5")]
    [InlineData("1e 5")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("(1)")]
    [InlineData("$1")]
    [InlineData("١٢")]
    [InlineData("1\0")]
    [InlineData("1.5\0")]
    [InlineData("1e5\0")]
    public void What_is_no_number_is_refused(string digits)
    {
        Assert.False(FieldValue.TryFromNumber(digits, out var value));
        Assert.True(value.IsAbsent);
        var error = Assert.Throws<FormatException>(() => FieldValue.FromNumber(digits));
        Assert.True(string.IsNullOrWhiteSpace(digits) || digits == "." || !error.Message.Contains(digits, StringComparison.Ordinal));
    }

    [Fact]
    public void One_number_has_one_text_however_it_is_written()
    {
        string[][] same =
        [
            ["1", "1.0", "01", "1e0", "0.1e1", "10e-1", "+1", "1.000000000000000000000000000000000000"],
            ["0", "-0", "0.0", "-0e5", "00.00", "0e-400"],
            ["123456789012345678901234567890.5", "1234567890123456789012345678905e-1", "0123456789012345678901234567890.50"],
        ];

        foreach (var spellings in same)
            Assert.Single(spellings.Select(spelling => FieldValue.FromNumber(spelling).ToText()).Distinct());
    }
}
