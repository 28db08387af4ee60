using Census.Sync.SourceEmulators;
using Census.Sync.SourceEmulators.Snowflake;

namespace Census.Sync.Sources.Warehouses.Tests.Snowflake;

public sealed class SnowflakeValueTests : IAsyncLifetime
{
    private readonly SnowflakeEmulator _emulator = new();

    [Theory]
    [InlineData("fixed", 0, "9223372036854775807", "Integer 9223372036854775807")]
    [InlineData("fixed", 0, "-9223372036854775808", "Integer -9223372036854775808")]
    [InlineData("fixed", 0, "99999999999999999999999999999999999999", "BigDecimal 99999999999999999999999999999999999999")]
    [InlineData("fixed", 2, "12345678901234567.89", "Decimal 12345678901234567.89")]
    [InlineData("fixed", 37, "1.2345678901234567890123456789012345678", "BigDecimal 1.2345678901234567890123456789012345678")]
    [InlineData("FIXED", 0, "-0", "Integer 0")]
    [InlineData("real", null, "1.25", "Float 1.25")]
    [InlineData("real", null, "NaN", "Float NaN")]
    [InlineData("real", null, "-inf", "Float -Infinity")]
    [InlineData("real", null, "1.7976931348623157e+308", "Float 1.7976931348623157E+308")]
    [InlineData("decfloat", null, "1.23E+39", "BigDecimal 1230000000000000000000000000000000000000")]
    [InlineData("boolean", null, "false", "Boolean false")]
    [InlineData("boolean", null, "TRUE", "Boolean true")]
    [InlineData("boolean", null, "0", "Boolean false")]
    [InlineData("boolean", null, "1", "Boolean true")]
    [InlineData("text", null, "", "String ")]
    [InlineData("text", null, "null", "String null")]
    [InlineData("text", null, "Größe \"x\"\n☃ 😀", "String Größe \"x\"\n☃ 😀")]
    [InlineData("date", null, "18262", "Date 2020-01-01")]
    [InlineData("date", null, "-1", "Date 1969-12-31")]
    [InlineData("date", null, "-719162", "Date 0001-01-01")]
    [InlineData("date", null, "2932896", "Date 9999-12-31")]
    [InlineData("time", null, "82919.000000000", "Time 23:01:59")]
    [InlineData("time", null, "86399.999999999", "Time 23:59:59.9999999")]
    [InlineData("timestamp_ntz", null, "1611871777.123456789", "LocalTimestamp 2021-01-28T22:09:37.1234567")]
    [InlineData("timestamp_ntz", null, "-0.5", "LocalTimestamp 1969-12-31T23:59:59.5")]
    [InlineData("timestamp_ntz", null, "-0.123456789", "LocalTimestamp 1969-12-31T23:59:59.8765432")]
    [InlineData("timestamp_ltz", null, "-0.123456700", "Instant 1969-12-31T23:59:59.8765433Z")]
    [InlineData("timestamp_ntz", null, "-62135596800.000000000", "LocalTimestamp 0001-01-01T00:00:00")]
    [InlineData("timestamp_ntz", null, "253402300799.999999999", "LocalTimestamp 9999-12-31T23:59:59.9999999")]
    [InlineData("timestamp_ltz", null, "1611871777.000000000", "Instant 2021-01-28T22:09:37Z")]
    [InlineData("timestamp_tz", null, "1616173619.000000000 960", "Instant 2021-03-19T17:06:59Z")]
    [InlineData("timestamp_tz", null, "1616173619.000000000 1770", "Instant 2021-03-19T17:06:59Z")]
    [InlineData("binary", null, "DEADBEEF", "Bytes deadbeef")]
    [InlineData("binary", null, "", "Bytes ")]
    [InlineData("variant", null, "{\"k\":[1,2]}", "Json {\"k\":[1,2]}")]
    [InlineData("object", null, "{}", "Json {}")]
    [InlineData("array", null, "[1,\"a\",null]", "Array [1,\"a\",null]")]
    [InlineData("array", null, "[[1],{\"a\":2}]", "Json [[1],{\"a\":2}]")]
    [InlineData("geography", null, "POINT(1 2)", "String POINT(1 2)")]
    public async Task A_cell_has_the_value_that_its_column_says(string type, int? scale, string cell, string expected)
    {
        var (rows, read) = await ReadAsync(type, scale, cell);

        Assert.Equal([[expected]], rows);
        Assert.Empty(read.Errors);
    }

    [Theory]
    [InlineData("fixed", "12a")]
    [InlineData("fixed", "")]
    [InlineData("real", "1,5")]
    [InlineData("boolean", "yes")]
    [InlineData("date", "2020-01-01")]
    [InlineData("date", "2932897")]
    [InlineData("time", "86400.0")]
    [InlineData("timestamp_ntz", "1565481394123000000")]
    [InlineData("timestamp_ntz", "253402300800.0")]
    [InlineData("timestamp_ntz", "1.2.3")]
    [InlineData("timestamp_tz", " 960")]
    [InlineData("binary", "ABC")]
    [InlineData("binary", "XY")]
    [InlineData("variant", "[undefined]")]
    public async Task A_cell_that_is_not_what_its_column_says_makes_its_row_unreadable_and_no_other(string type, string cell)
    {
        var (rows, read) = await ReadAsync(type, null, null, cell, null);

        Assert.Equal([["Null"], ["Null"]], rows);
        var error = Assert.Single(read.Errors);
        Assert.Equal("row 2", error.Position);
        Assert.Contains("'C'", error.Reason);
        Assert.Equal(SourceReadEnd.Complete, read.End);
        if (cell.Length > 3)
            Assert.DoesNotContain(cell, error.Reason);
    }

    [Fact]
    public async Task A_null_of_any_type_is_null()
    {
        string[] types = ["fixed", "real", "boolean", "text", "date", "time", "timestamp_ntz", "timestamp_ltz", "timestamp_tz", "binary", "variant", "array"];
        _emulator.Results[Snowflakes.Query] = new([.. types.Select(type => new ResultColumn(type, type))], [new string?[types.Length]]);
        using var source = _emulator.Source();

        var (rows, _) = await source.ReadAllAsync(Model.Sql(Snowflakes.Query));

        Assert.All(Assert.Single(rows), value => Assert.Equal("Null", value));
    }

    [Fact]
    public async Task Columns_keep_their_names_whatever_is_in_them()
    {
        string[] names = ["plain", "PLAIN", "with space", "with \"quote\"", "größe", "a.b", "😀"];
        _emulator.Results[Snowflakes.Query] = new([.. names.Select(name => new ResultColumn(name, "text"))], []);
        using var source = _emulator.Source();

        var schema = await source.GetSchemaAsync(new() { Model = Model.Sql(Snowflakes.Query) }, Reading.Cancellation);

        Assert.Equal(names, schema.Select(field => field.Name));
    }

    [Fact]
    public async Task Two_columns_of_one_name_are_refused()
    {
        _emulator.Results[Snowflakes.Query] = new([new("A", "text"), new("A", "text")], []);
        using var source = _emulator.Source();

        var failure = await Assert.ThrowsAsync<SyncSourceException>(() => source.ReadAllAsync(Model.Sql(Snowflakes.Query)));

        Assert.Contains("two columns 'A'", failure.Message);
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        return _emulator.DisposeAsync();
    }

    private Task<(List<string[]> Rows, SourceRead Read)> ReadAsync(string type, int? scale, params string?[] cells)
    {
        _emulator.Results[Snowflakes.Query] = new([new("C", type, scale)], [.. cells.Select(cell => new[] { cell })]);
        return ReadAndDisposeAsync();

        async Task<(List<string[]>, SourceRead)> ReadAndDisposeAsync()
        {
            using var source = _emulator.Source();
            return await source.ReadAllAsync(Model.Sql(Snowflakes.Query));
        }
    }
}
