using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Census.Sync.Abstractions.Tests.Records;

public sealed class FieldValueTests
{
    private static readonly Guid Id = new("3f2504e0-4f89-11d3-9a0c-0305e82c3301");

    [Fact]
    public void A_value_takes_24_bytes() => Assert.Equal(24, Unsafe.SizeOf<FieldValue>());

    [Fact]
    public void The_default_says_nothing_and_null_is_something_else()
    {
        Assert.Equal(FieldValue.Absent, default);
        Assert.True(default(FieldValue).IsAbsent);
        Assert.False(default(FieldValue).IsNull);
        Assert.False(default(FieldValue).HasValue);
        Assert.True(FieldValue.Null.IsNull);
        Assert.False(FieldValue.Null.HasValue);
        Assert.NotEqual(FieldValue.Absent, FieldValue.Null);
        Assert.True(FieldValue.From("").HasValue);
    }

    [Fact]
    public void Every_kind_gives_back_what_was_put_in()
    {
        var moment = new DateTime(2026, 3, 4, 5, 6, 7, DateTimeKind.Unspecified).AddTicks(1);
        byte[] bytes = [0, 255];

        Assert.True(FieldValue.From(true).AsBoolean());
        Assert.Equal(long.MinValue, FieldValue.From(long.MinValue).AsInteger());
        Assert.Equal(double.Epsilon, FieldValue.From(double.Epsilon).AsFloat());
        Assert.Equal("né", FieldValue.From("né").AsString());
        Assert.Equal(DateOnly.MaxValue, FieldValue.From(DateOnly.MaxValue).AsDate());
        Assert.Equal(TimeOnly.MaxValue, FieldValue.From(TimeOnly.MaxValue).AsTime());
        Assert.Equal(moment, FieldValue.From(moment).AsLocalTimestamp());
        Assert.Equal(DateTimeKind.Unspecified, FieldValue.From(moment).AsLocalTimestamp().Kind);
        Assert.Equal(bytes, FieldValue.From(bytes).AsBytes().ToArray());
        Assert.Equal("{}", FieldValue.FromJson("{}").AsString());
        Assert.Equal([1L, FieldValue.Null], FieldValue.FromArray([1L, FieldValue.Null]).AsArray().ToArray());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1.50")]
    [InlineData("79228162514264337593543950335")]
    [InlineData("-79228162514264337593543950335")]
    [InlineData("0.0000000000000000000000000001")]
    [InlineData("7.9228162514264337593543950335")]
    [InlineData("4294967296.4294967296")]
    public void A_decimal_keeps_all_its_digits(string text)
    {
        var number = decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

        Assert.Equal(decimal.GetBits(number), decimal.GetBits(FieldValue.From(number).AsDecimal()));
    }

    [Fact]
    public void A_time_with_an_offset_is_kept_in_utc()
    {
        var instant = new DateTimeOffset(2026, 1, 1, 1, 30, 0, TimeSpan.FromHours(5));

        Assert.Equal(instant.ToUniversalTime(), FieldValue.From(instant).AsInstant());
        Assert.Equal(TimeSpan.Zero, FieldValue.From(instant).AsInstant().Offset);
        Assert.Equal(FieldValueKind.Instant, FieldValue.From(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc)).Kind);
        Assert.Equal(FieldValueKind.Instant, FieldValue.From(new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local)).Kind);
        Assert.Equal(FieldValueKind.LocalTimestamp, FieldValue.From(new DateTime(2026, 1, 1)).Kind);
    }

    [Fact]
    public void Null_references_become_null()
    {
        Assert.True(FieldValue.From((string?)null).IsNull);
        Assert.True(FieldValue.From((byte[]?)null).IsNull);
        Assert.True(FieldValue.FromArray(null).IsNull);
        Assert.True(FieldValue.FromJson(null).IsNull);
        Assert.True(((FieldValue)(string?)null).IsNull);
    }

    [Fact]
    public void Asking_for_another_kind_names_both_and_not_the_value()
    {
        var value = FieldValue.From("secret");
        Func<object?>[] wrong =
        [
            () => value.AsBoolean(), () => value.AsInteger(), () => value.AsDecimal(), () => value.AsFloat(), () => value.AsDate(), () => value.AsTime(),
            () => value.AsLocalTimestamp(), () => value.AsInstant(), () => value.AsBytes(), () => value.AsArray().Length,
            () => FieldValue.From(1L).AsString(),
        ];

        foreach (var ask in wrong)
        {
            var error = Assert.Throws<InvalidOperationException>(ask);
            Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
            Assert.Matches("^The value is (String|Integer), not [A-Za-z]+\\.$", error.Message);
        }
    }

    [Fact]
    public void ToString_never_shows_the_value()
    {
        Assert.Equal("String", FieldValue.From("ada@example.com").ToString());
        Assert.Equal("Integer", $"{FieldValue.From(42L)}");
        Assert.Equal("Array", FieldValue.FromArray([42L]).ToString());
    }

    [Fact]
    public void Objects_of_common_types_become_values()
    {
        (object? Object, FieldValue Value)[] cases =
        [
            (null, FieldValue.Null), (DBNull.Value, FieldValue.Null), (FieldValue.From(1L), 1L), ("a", "a"), (true, true), (1, 1L), (1L, 1L),
            ((short)-1, -1L), ((byte)1, 1L), ((sbyte)-1, -1L), ((ushort)1, 1L), (1u, 1L), (1ul, 1L), (ulong.MaxValue, 18446744073709551615m),
            (1.5m, 1.5m), (1.5, 1.5), (1.5f, 1.5), (new BigInteger(7), 7L), (BigInteger.Pow(10, 40), FieldValue.FromNumber("1" + new string('0', 40))),
            (new DateOnly(2026, 1, 2), new DateOnly(2026, 1, 2)), (new TimeOnly(1, 2), new TimeOnly(1, 2)), (TimeSpan.FromHours(1), new TimeOnly(1, 0)),
            (TimeSpan.FromHours(-1), "-01:00:00"), (TimeSpan.FromHours(25), "1.01:00:00"), (Id, "3f2504e0-4f89-11d3-9a0c-0305e82c3301"), ('x', "x"),
            (new byte[] { 1 }, FieldValue.From([1])), (DayOfWeek.Friday, 5L), (Huge.All, 18446744073709551615m), (new Uri("https://a/b"), "https://a/b"),
            (JsonElement.Parse("[1]"), FieldValue.FromJson("[1]")), (default(JsonElement), FieldValue.Absent), (JsonDocument.Parse("{}"), FieldValue.FromJson("{}")),
            (new[] { 1, 2 }, FieldValue.FromArray([1L, 2L])), (new object?[] { "a", null }, FieldValue.FromArray(["a", FieldValue.Null])),
        ];

        foreach (var (source, value) in cases)
            Assert.Equal(value, FieldValue.FromObject(source));
    }

    [Fact]
    public void An_object_of_another_type_is_refused_by_the_name_of_its_type()
    {
        Assert.Contains("System.Version", Assert.Throws<NotSupportedException>(() => FieldValue.FromObject(new Version(1, 2))).Message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => FieldValue.FromObject(new int[1, 1]));
    }

    [Fact]
    public void Values_are_equal_by_kind_and_content()
    {
        (FieldValue Left, FieldValue Right)[] equal =
        [
            (1.50m, 1.5m), (0m, -0.0m), (double.NaN, double.NaN), (0d, -0d), ("a", new string('a', 1)), (FieldValue.From([1, 2]), FieldValue.From([1, 2])),
            (FieldValue.FromArray([1L, "a"]), FieldValue.FromArray([1L, "a"])),
            (FieldValue.From(DateTimeOffset.UnixEpoch), FieldValue.From(DateTimeOffset.UnixEpoch.ToOffset(TimeSpan.FromHours(3)))),
        ];
        (FieldValue Left, FieldValue Right)[] different =
        [
            (1L, 1m), (1L, 1d), (1L, true), ("1", 1L), ("a", "A"), ("{}", FieldValue.FromJson("{}")), (FieldValue.From([1, 2]), FieldValue.From([1, 3])),
            (FieldValue.FromArray([]), FieldValue.Null), (DateOnly.MinValue, TimeOnly.MinValue), ("\u00e9", "e\u0301"),
        ];

        Assert.All(equal, pair => Assert.True(pair.Left == pair.Right && pair.Left.GetHashCode() == pair.Right.GetHashCode() && pair.Left.Equals((object)pair.Right)));
        Assert.All(different, pair => Assert.True(pair.Left != pair.Right && !pair.Left.Equals((object)pair.Right)));
    }

    [Fact]
    public void Bytes_and_lists_of_one_length_have_hashes_of_their_own()
    {
        Assert.True(Enumerable.Range(0, 200).Select(i => FieldValue.From([(byte)i, 1]).GetHashCode()).Distinct().Count() > 150);
        Assert.True(Enumerable.Range(0, 200).Select(i => FieldValue.FromArray([(long)i]).GetHashCode()).Distinct().Count() > 150);
    }

    [Fact]
    public void Numbers_dates_and_times_are_made_read_and_formatted_without_allocation()
    {
        var buffer = new byte[100];
        Touch(buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 100; i++)
            Touch(buffer);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static long Touch(byte[] buffer)
    {
        var sum = 0L;
        Add(FieldValue.From(true), ref sum, buffer);
        Add(FieldValue.From(1L), ref sum, buffer);
        Add(FieldValue.From(1.25m), ref sum, buffer);
        Add(FieldValue.From(1.25), ref sum, buffer);
        Add(FieldValue.From(new DateOnly(2026, 1, 2)), ref sum, buffer);
        Add(FieldValue.From(new TimeOnly(1, 2, 3)), ref sum, buffer);
        Add(FieldValue.From(new DateTime(2026, 1, 2)), ref sum, buffer);
        Add(FieldValue.From(DateTimeOffset.UnixEpoch), ref sum, buffer);
        Add(FieldValue.FromNumber("12"), ref sum, buffer);
        return sum + (long)FieldValue.From(1.25m).AsDecimal() + FieldValue.From(new DateOnly(2026, 1, 2)).AsDate().Day;
    }

    private static void Add(FieldValue value, ref long sum, byte[] buffer)
    {
        Assert.True(value.TryFormat(buffer, out var written));
        sum += written + value.GetHashCode() + (value == FieldValue.Null ? 1 : 0);
    }

    private enum Huge : ulong
    {
        All = ulong.MaxValue,
    }
}
