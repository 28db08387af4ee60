using Census.Sync.Mapping;

namespace Census.Sync.Tests.Mapping;

/// <summary>A cast is exact or fails; it never guesses.</summary>
public sealed class ValueCastTests
{
    [Theory]
    [InlineData("5", "5")]
    [InlineData(" 12 ", "12")]
    [InlineData("+5", "5")]
    [InlineData("-0", "0")]
    [InlineData("007", "7")]
    [InlineData("5.000", "5")]
    [InlineData("1e3", "1000")]
    [InlineData("1.5E1", "15")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("9223372036854775807", "9223372036854775807")]
    [InlineData("-9223372036854775808", "-9223372036854775808")]
    [InlineData("9223372036854775807.0", "9223372036854775807")]
    [InlineData("9223372036854775808", null)]
    [InlineData("-9223372036854775809", null)]
    [InlineData("5.5", null)]
    [InlineData("1e-1", null)]
    [InlineData("1e400", null)]
    [InlineData("1,5", null)]
    [InlineData("1 000", null)]
    [InlineData("", null)]
    [InlineData(" ", null)]
    [InlineData("-", null)]
    [InlineData("--5", null)]
    [InlineData("0x10", null)]
    [InlineData("NaN", null)]
    [InlineData("Infinity", null)]
    [InlineData("٣", null)]
    [InlineData("true", null)]
    public void Text_to_integer(string text, string? expected) => AssertCast(text, FieldType.Integer, expected, FieldValueKind.Integer);

    [Theory]
    [InlineData("5", "5")]
    [InlineData("5.10", "5.1")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData("-0.0", "0")]
    [InlineData("1.5e-3", "0.0015")]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("79228162514264337593543950336", "79228162514264337593543950336")]
    [InlineData("0.12345678901234567890123456789", "0.12345678901234567890123456789")]
    [InlineData("1.5.5", null)]
    [InlineData("e5", null)]
    [InlineData("1e", null)]
    [InlineData("1,000.5", null)]
    [InlineData("(5)", null)]
    [InlineData("$5", null)]
    public void Text_to_decimal(string text, string? expected) => AssertCast(text, FieldType.Decimal, expected);

    [Theory]
    [InlineData("0.1", "0.1")]
    [InlineData("5", "5")]
    [InlineData("1e300", "1E+300")]
    [InlineData("1e400", null)]
    [InlineData("NaN", null)]
    [InlineData("-Infinity", null)]
    public void Text_to_float(string text, string? expected) => AssertCast(text, FieldType.Float, expected, FieldValueKind.Float);

    [Theory]
    [InlineData("true", "true")]
    [InlineData(" TRUE ", "true")]
    [InlineData("t", "true")]
    [InlineData("Yes", "true")]
    [InlineData("y", "true")]
    [InlineData("1", "true")]
    [InlineData("False", "false")]
    [InlineData("f", "false")]
    [InlineData("no", "false")]
    [InlineData("N", "false")]
    [InlineData("0", "false")]
    [InlineData("on", null)]
    [InlineData("2", null)]
    [InlineData("", null)]
    public void Text_to_boolean(string text, string? expected) => AssertCast(text, FieldType.Boolean, expected, FieldValueKind.Boolean);

    [Theory]
    [InlineData("2024-02-29", "2024-02-29")]
    [InlineData(" 2024-02-29 ", "2024-02-29")]
    [InlineData("2024-02-29T23:59:59", "2024-02-29")]
    [InlineData("2024-02-29 23:59", "2024-02-29")]
    [InlineData("2024-02-29T23:30:00-05:00", "2024-03-01")]
    [InlineData("2024-02-29T23:30:00Z", "2024-02-29")]
    [InlineData("2023-02-29", null)]
    [InlineData("2024-2-9", null)]
    [InlineData("29.02.2024", null)]
    [InlineData("02/03/2024", null)]
    [InlineData("20240229", null)]
    public void Text_to_date(string text, string? expected) => AssertCast(text, FieldType.Date, expected, FieldValueKind.Date);

    [Theory]
    [InlineData("2024-03-31T02:30:00", "2024-03-31T02:30:00Z")]
    [InlineData("2024-03-31 02:30", "2024-03-31T02:30:00Z")]
    [InlineData("2024-03-31T02:30Z", "2024-03-31T02:30:00Z")]
    [InlineData("2024-03-31T02:30:00.1234567Z", "2024-03-31T02:30:00.1234567Z")]
    [InlineData("2024-03-31T02:30:00.5+02:00", "2024-03-31T00:30:00.5Z")]
    [InlineData("2024-03-31 02:30:00-09:30", "2024-03-31T12:00:00Z")]
    [InlineData("2024-03-31 02:30:00 +02:00", "2024-03-31T00:30:00Z")]
    [InlineData("2024-03-31", "2024-03-31T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+05:00", null)]
    [InlineData("2024-03-31T25:00:00Z", null)]
    [InlineData("2024-03-31T02:30:00.123456789Z", null)]
    [InlineData("1711852200", null)]
    [InlineData("yesterday", null)]
    public void Text_to_point_in_time(string text, string? expected) => AssertCast(text, FieldType.DateTime, expected, FieldValueKind.Instant);

    [Theory]
    [InlineData("2024-10-27T02:30:00", "2024-10-27T02:30:00")]
    [InlineData("2024-10-27 02:30:00.250", "2024-10-27T02:30:00.25")]
    [InlineData("2024-10-27", "2024-10-27T00:00:00")]
    [InlineData("2024-10-27T02:30:00+02:00", "2024-10-27T00:30:00")]
    [InlineData("27.10.2024 02:30", null)]
    public void Text_to_local_timestamp(string text, string? expected) =>
        AssertCast(text, FieldType.LocalDateTime, expected, FieldValueKind.LocalTimestamp);

    [Theory]
    [InlineData("02:30", "02:30:00")]
    [InlineData("23:59:59.5", "23:59:59.5")]
    [InlineData("24:00", null)]
    [InlineData("2:30", null)]
    [InlineData("2 pm", null)]
    public void Text_to_time(string text, string? expected) => AssertCast(text, FieldType.Time, expected, FieldValueKind.Time);

    [Theory]
    [InlineData("{\"a\":[1,2]}", "{\"a\":[1,2]}")]
    [InlineData("5", "5")]
    [InlineData("{a:1}", null)]
    [InlineData("", null)]
    public void Text_to_json(string text, string? expected) => AssertCast(text, FieldType.Json, expected, FieldValueKind.Json);

    public static TheoryData<string, FieldValue, FieldType, string?> OtherKinds() => new()
    {
        { "integer to text", 5, FieldType.String, "5" },
        { "decimal to text", 5.50m, FieldType.String, "5.5" },
        { "float to text", 0.1, FieldType.String, "0.1" },
        { "boolean to text", true, FieldType.String, "true" },
        { "date to text", new DateOnly(2024, 2, 29), FieldType.String, "2024-02-29" },
        { "time to text", new TimeOnly(1, 2, 3), FieldType.String, "01:02:03" },
        { "json to text", FieldValue.FromJson("[1]"), FieldType.String, "[1]" },
        { "bytes to text", FieldValue.From([1, 2]), FieldType.String, null },
        { "array to text", FieldValue.FromArray(["a"]), FieldType.String, null },
        { "whole decimal to integer", 5.00m, FieldType.Integer, "5" },
        { "broken decimal to integer", 5.01m, FieldType.Integer, null },
        { "decimal above 64 bits to integer", 9223372036854775808m, FieldType.Integer, null },
        { "big decimal to integer", FieldValue.FromNumber("1e40"), FieldType.Integer, null },
        { "whole float to integer", 9007199254740992d, FieldType.Integer, "9007199254740992" },
        { "broken float to integer", 0.5, FieldType.Integer, null },
        { "huge float to integer", 1e20, FieldType.Integer, null },
        { "not a number to integer", double.NaN, FieldType.Integer, null },
        { "boolean to integer", true, FieldType.Integer, null },
        { "float to decimal", 0.1, FieldType.Decimal, "0.1" },
        { "infinity to decimal", double.PositiveInfinity, FieldType.Decimal, null },
        { "integer to decimal", long.MinValue, FieldType.Decimal, "-9223372036854775808" },
        { "decimal to float", 0.25m, FieldType.Float, "0.25" },
        { "big decimal beyond a float", FieldValue.FromNumber("1e400"), FieldType.Float, null },
        { "2^53+1 stays exact as float", 9007199254740993, FieldType.Float, "9007199254740993" },
        { "one to boolean", 1, FieldType.Boolean, "true" },
        { "decimal zero to boolean", 0.0m, FieldType.Boolean, "false" },
        { "two to boolean", 2, FieldType.Boolean, null },
        { "float to boolean", 1.0, FieldType.Boolean, null },
        { "instant to date", new DateTimeOffset(2024, 2, 29, 23, 0, 0, TimeSpan.FromHours(-5)), FieldType.Date, "2024-03-01" },
        { "timestamp to date", FieldValue.From(new DateTime(2024, 2, 29, 23, 0, 0)), FieldType.Date, "2024-02-29" },
        { "timestamp to instant", FieldValue.From(new DateTime(2024, 2, 29, 23, 0, 0)), FieldType.DateTime, "2024-02-29T23:00:00Z" },
        { "instant to timestamp", new DateTimeOffset(2024, 2, 29, 23, 0, 0, TimeSpan.FromHours(2)), FieldType.LocalDateTime, "2024-02-29T21:00:00" },
        { "date to instant", new DateOnly(2024, 2, 29), FieldType.DateTime, "2024-02-29T00:00:00Z" },
        { "date to time", new DateOnly(2024, 2, 29), FieldType.Time, null },
        { "integer to date", 45000, FieldType.Date, null },
        { "integer to instant", 1711852200, FieldType.DateTime, null },
        { "text to bytes", "00ff", FieldType.Bytes, null },
        { "any keeps what it is", 5.50m, FieldType.Any, "5.5" },
    };

    [Theory, MemberData(nameof(OtherKinds))]
    public void Other_kinds(string what, FieldValue value, FieldType type, string? expected)
    {
        var succeeded = ValueCast.TryCast(in value, type, false, out var result);

        Assert.True(expected is not null == succeeded, what);
        Assert.Equal(expected ?? "", result.ToText());
    }

    [Theory]
    [InlineData(FieldType.String)]
    [InlineData(FieldType.Integer)]
    [InlineData(FieldType.Json)]
    public void Null_and_absent_pass_every_cast(FieldType type)
    {
        Assert.True(ValueCast.TryCast(FieldValue.Null, type, true, out var isNull));
        Assert.True(ValueCast.TryCast(FieldValue.Absent, type, false, out var isAbsent));

        Assert.True(isNull.IsNull);
        Assert.True(isAbsent.IsAbsent);
    }

    [Fact]
    public void Elements_of_a_list_are_cast_one_by_one()
    {
        Assert.True(ValueCast.TryCast(FieldValue.FromArray(["1", 2, 3.0m]), FieldType.Integer, true, out var numbers));
        Assert.False(ValueCast.TryCast(FieldValue.FromArray(["1", "x"]), FieldType.Integer, true, out _));
        Assert.False(ValueCast.TryCast(FieldValue.FromArray(["1", FieldValue.Null]), FieldType.Integer, true, out _));

        Assert.Equal(FieldValue.FromArray([1, 2, 3]), numbers);
    }

    [Fact]
    public void A_single_value_becomes_a_list_of_one()
    {
        Assert.True(ValueCast.TryCast("7", FieldType.Integer, true, out var list));

        Assert.Equal(FieldValue.FromArray([7]), list);
    }

    [Fact]
    public void A_json_array_becomes_a_list()
    {
        Assert.True(ValueCast.TryCast(FieldValue.FromJson("""[ "a", 1.50, true ]"""), FieldType.String, true, out var texts));
        Assert.True(ValueCast.TryCast(FieldValue.FromJson("[]"), FieldType.String, true, out var none));
        Assert.False(ValueCast.TryCast(FieldValue.FromJson("""["a", null]"""), FieldType.String, true, out _));
        Assert.False(ValueCast.TryCast(FieldValue.FromJson("[broken"), FieldType.String, true, out _));

        Assert.Equal(FieldValue.FromArray(["a", "1.5", "true"]), texts);
        Assert.Equal(FieldValue.FromArray([]), none);
    }

    private static void AssertCast(string text, FieldType type, string? expected, FieldValueKind? kind = null)
    {
        var succeeded = ValueCast.TryCast(text, type, false, out var result);

        Assert.Equal(expected is not null, succeeded);
        Assert.Equal(expected ?? "", result.ToText());
        if (succeeded && kind is not null)
            Assert.Equal(kind, result.Kind);
    }
}
