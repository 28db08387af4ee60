using System.Data.Common;
using Census.Sync.TestUtilities;
using DuckDB.NET.Data;

namespace Census.Sync.Sources.Tests;

/// <summary>DuckDB through DuckDB.NET, which the application brings.</summary>
public sealed class DuckDbTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("true", FieldType.Boolean, FieldValueKind.Boolean, "true")]
    [InlineData("cast(-128 as tinyint)", FieldType.Integer, FieldValueKind.Integer, "-128")]
    [InlineData("255::utinyint", FieldType.Integer, FieldValueKind.Integer, "255")]
    [InlineData("7::int", FieldType.Integer, FieldValueKind.Integer, "7")]
    [InlineData("cast(-9223372036854775808 as bigint)", FieldType.Integer, FieldValueKind.Integer, "-9223372036854775808")]
    [InlineData("18446744073709551615::ubigint", FieldType.Integer, FieldValueKind.Decimal, "18446744073709551615")]
    [InlineData("170141183460469231731687303715884105727::hugeint", FieldType.Decimal, FieldValueKind.BigDecimal, "170141183460469231731687303715884105727")]
    [InlineData("12.50::decimal(10,2)", FieldType.Decimal, FieldValueKind.Decimal, "12.5")]
    [InlineData("0.1::float", FieldType.Float, FieldValueKind.Float, "0.1")]
    [InlineData("'NaN'::double", FieldType.Float, FieldValueKind.Float, "NaN")]
    [InlineData("'Größe 🙂'", FieldType.String, FieldValueKind.String, "Größe 🙂")]
    [InlineData("'6F9619FF-8B86-D011-B42D-00CF4FC964FF'::uuid", FieldType.String, FieldValueKind.String, "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("'\\x01\\xFF'::blob", FieldType.Bytes, FieldValueKind.Bytes, "01ff")]
    [InlineData("date '2026-02-28'", FieldType.Date, FieldValueKind.Date, "2026-02-28")]
    [InlineData("time '03:04:05.123456'", FieldType.Time, FieldValueKind.Time, "03:04:05.123456")]
    [InlineData("timestamp '2026-02-28 03:04:05.5'", FieldType.LocalDateTime, FieldValueKind.LocalTimestamp, "2026-02-28T03:04:05.5")]
    [InlineData("timestamp_ns '2026-02-28 03:04:05.123456789'", FieldType.LocalDateTime, FieldValueKind.LocalTimestamp, "2026-02-28T03:04:05.1234567")]
    [InlineData("timestamptz '2026-02-28 03:04:05+05'", FieldType.DateTime, FieldValueKind.Instant, "2026-02-27T22:04:05Z")]
    [InlineData("[1, null, 3]", FieldType.Integer, FieldValueKind.Array, "[1,null,3]")]
    [InlineData("['a', null]", FieldType.String, FieldValueKind.Array, "[\"a\",null]")]
    [InlineData("[1.5::decimal(4,1)]", FieldType.Decimal, FieldValueKind.Array, "[1.5]")]
    [InlineData("[date '2026-02-28']", FieldType.Date, FieldValueKind.Array, "[\"2026-02-28\"]")]
    [InlineData("to_json({'a': 1})", FieldType.String, FieldValueKind.String, "{\"a\":1}")]
    public async Task Each_type_keeps_its_value(string expression, FieldType type, FieldValueKind kind, string text)
    {
        var (field, value) = await Source().ReadValueAsync($"select {expression} as v");

        Assert.Equal((type, kind == FieldValueKind.Array), (field.Type, field.IsArray));
        Assert.Equal((kind, text), (value.Kind, value.ToText()));
    }

    [Fact]
    public async Task A_decimal_that_the_provider_would_round_costs_its_row()
    {
        var outcome = await Source().ReadAsync("select * from (values (1, '1.2345678901234567890123456789012345678'::decimal(38,37)), (2, null)) t(id, v)");

        Assert.Equal(["2|(null)"], outcome.Texts);
        Assert.Contains("Cast the column to text", Assert.Single(outcome.Errors).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_that_have_no_place_in_a_record_are_named()
    {
        var failure = await Source().FailureAsync(Model.Sql("select 1 as ok, {'a': 1} as struct, map {'a': 1} as pairs"));

        Assert.Contains("'struct'", failure.Message, StringComparison.Ordinal);
        Assert.Contains("'pairs'", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("'ok'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nulls_of_every_type_are_null()
    {
        string[] types = ["boolean", "int", "ubigint", "hugeint", "decimal(10,2)", "double", "varchar", "uuid", "blob", "date", "time", "timestamp", "timestamptz", "int[]", "varchar[]"];

        var outcome = await Source().ReadAsync($"select {string.Join(", ", types.Select((type, i) => $"null::{type} as c{i}"))}");

        Assert.All(Assert.Single(outcome.Rows), value => Assert.True(value.IsNull));
    }

    [Fact]
    public async Task Every_row_of_a_long_result_comes_as_it_is_made()
    {
        // A result that lies in memory first would not have a first row before the end of this one.
        await using var read = await Source().OpenReadAsync(
            new() { Model = Model.Sql("select range as i, repeat('x', 100) as filler from range(100000000000)") }, Reading.Cancellation);
        long records = 0;
        await foreach (var batch in read.Batches.WithCancellation(Reading.Cancellation))
        {
            Assert.Equal(records, batch[0].Values[0].AsInteger());
            records += batch.Count;
            if (records >= 100_000)
                break;
        }

        var all = await Source().ReadAsync("select range as i from range(300000)");
        Assert.Equal((300_000, SourceReadEnd.Complete), (all.Rows.Count, all.End));
    }

    [Fact]
    public async Task Tables_and_views_of_a_file_are_listed_and_read()
    {
        var file = $"Data Source={_folder.File("shop.duckdb")}";
        await using (var connection = new DuckDBConnection(file))
        {
            await connection.OpenAsync(Reading.Cancellation);
            await using var command = connection.CreateCommand();
            command.CommandText = "create table companies(id int); insert into companies values (1), (2); create view large as select * from companies where id > 1";
            await command.ExecuteNonQueryAsync(Reading.Cancellation);
        }

        var source = Source($"{file};ACCESS_MODE=READ_ONLY");
        var models = await source.ListModelsAsync(Reading.Cancellation);

        Assert.Equal([(ModelKind.Table, "\"main\".\"companies\""), (ModelKind.View, "\"main\".\"large\"")], models.Select(model => (model.Kind, model.Text)));
        Assert.Equal(["2"], (await source.ReadAsync(models[1])).Texts);
    }

    [Theory]
    [InlineData("selec 1", "a syntax error")]
    [InlineData("select * from nowhere", "a table, view or function it names does not exist")]
    [InlineData("select nothing from (select 1 as a)", "a column it names does not exist")]
    [InlineData("select 'canary-value'::int as a", "a value that it cannot work with")]
    public async Task A_query_that_is_refused_says_why(string sql, string cause)
    {
        var failure = await Source().DbFailureAsync(sql);

        Assert.Contains(cause, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelling_stops_a_statement_that_runs()
    {
        using var stop = new CancellationTokenSource();
        using var running = new SemaphoreSlim(0);
        var source = new DbSource(DataSource("Data Source=:memory:"), new() { ConfigureCommand = _ => running.Release() });
        var opening = source.OpenReadAsync(new() { Model = Model.Sql("select sum(a.range * b.range) as s from range(10000000) a, range(10000000) b") }, stop.Token).AsTask();
        await running.WaitAsync(Reading.Cancellation);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
    }

    public void Dispose() => _folder.Dispose();

    private static DbSource Source(string connectionString = "Data Source=:memory:") => new(DataSource(connectionString));

    private static DbDataSource DataSource(string connectionString) => DuckDBClientFactory.Instance.CreateDataSource(connectionString);
}
