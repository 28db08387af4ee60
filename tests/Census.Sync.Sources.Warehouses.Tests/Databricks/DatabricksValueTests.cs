using Census.Sync.SourceEmulators.Databricks;

namespace Census.Sync.Sources.Warehouses.Tests.Databricks;

public sealed class DatabricksValueTests : IAsyncLifetime
{
    private readonly DatabricksEmulator _emulator = new();

    [Theory]
    [InlineData("TINYINT", "-128", "Integer -128")]
    [InlineData("BIGINT", "9223372036854775807", "Integer 9223372036854775807")]
    [InlineData("DECIMAL(18,2)", "123.40", "Decimal 123.4")]
    [InlineData("DECIMAL(38,0)", "99999999999999999999999999999999999999", "BigDecimal 99999999999999999999999999999999999999")]
    [InlineData("DOUBLE", "1.5", "Float 1.5")]
    [InlineData("DOUBLE", "NaN", "Float NaN")]
    [InlineData("FLOAT", "-Infinity", "Float -Infinity")]
    [InlineData("BOOLEAN", "TRUE", "Boolean true")]
    [InlineData("BOOLEAN", "false", "Boolean false")]
    [InlineData("STRING", "", "String ")]
    [InlineData("STRING", "Größe \"x\" 😀", "String Größe \"x\" 😀")]
    [InlineData("CHAR(3)", "a  ", "String a  ")]
    [InlineData("BINARY", "3q2+7w==", "Bytes deadbeef")]
    [InlineData("DATE", "2023-09-01", "Date 2023-09-01")]
    [InlineData("DATE", "0001-01-01", "Date 0001-01-01")]
    [InlineData("TIMESTAMP", "2023-09-01T13:21:53Z", "Instant 2023-09-01T13:21:53Z")]
    [InlineData("TIMESTAMP", "2023-09-01T13:21:53.123456789Z", "Instant 2023-09-01T13:21:53.1234567Z")]
    [InlineData("TIMESTAMP", "2023-09-01T13:21:53.5+05:30", "Instant 2023-09-01T07:51:53.5Z")]
    [InlineData("TIMESTAMP_NTZ", "2023-09-01T13:21:53.1", "LocalTimestamp 2023-09-01T13:21:53.1")]
    [InlineData("INTERVAL DAY TO SECOND", "1 02:03:04.000000000", "String 1 02:03:04.000000000")]
    [InlineData("ARRAY<BIGINT>", "[\"1\",\"2\",null]", "Array [1,2,null]")]
    [InlineData("ARRAY<BIGINT>", "[1,2]", "Array [1,2]")]
    [InlineData("ARRAY<STRING>", "[\"1\",\"Furniture\"]", "Array [\"1\",\"Furniture\"]")]
    [InlineData("ARRAY<DECIMAL(10,2)>", "[\"1.50\"]", "Array [1.5]")]
    [InlineData("ARRAY<STRUCT<a:INT>>", "[{\"a\":\"1\"}]", "Json [{\"a\":\"1\"}]")]
    [InlineData("STRUCT<a:INT,b:STRING>", "{\"a\":\"1\",\"b\":null}", "Json {\"a\":\"1\",\"b\":null}")]
    [InlineData("MAP<STRING,INT>", "{\"k\":\"1\"}", "Json {\"k\":\"1\"}")]
    public async Task A_cell_has_the_value_that_its_column_says(string type, string cell, string expected)
    {
        var (rows, read) = await ReadAsync(type, cell);

        Assert.Equal([[expected]], rows);
        Assert.Empty(read.Errors);
    }

    [Theory]
    [InlineData("BIGINT", "1x")]
    [InlineData("DATE", "2023-02-30")]
    [InlineData("DATE", "2023-9-1")]
    [InlineData("TIMESTAMP", "yesterday")]
    [InlineData("TIMESTAMP", "2023-09-01T25:00:00Z")]
    [InlineData("TIMESTAMP_NTZ", "2023-09-01T13:21:53Z")]
    [InlineData("BINARY", "***")]
    [InlineData("BOOLEAN", "ja")]
    [InlineData("ARRAY<BIGINT>", "[\"x\"]")]
    [InlineData("ARRAY<BIGINT>", "{}")]
    [InlineData("STRUCT<a:INT>", "{")]
    public async Task A_cell_that_is_not_what_its_column_says_makes_its_row_unreadable_and_no_other(string type, string cell)
    {
        var (rows, read) = await ReadAsync(type, null, cell, null);

        Assert.Equal([["Null"], ["Null"]], rows);
        Assert.Equal("row 2", Assert.Single(read.Errors).Position);
        Assert.Equal(SourceReadEnd.Complete, read.End);
    }

    public ValueTask InitializeAsync() => default;

    public ValueTask DisposeAsync()
    {
        Assert.Empty(_emulator.Violations);
        return _emulator.DisposeAsync();
    }

    private async Task<(List<string[]> Rows, SourceRead Read)> ReadAsync(string type, params string?[] cells)
    {
        _emulator.Results[Bricks.Query] = new([new("C", type)], [.. cells.Select(cell => new[] { cell })]);
        using var source = _emulator.Source();
        return await source.ReadAllAsync(Model.Sql(Bricks.Query));
    }
}
