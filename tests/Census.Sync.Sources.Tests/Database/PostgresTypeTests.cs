namespace Census.Sync.Sources.Tests;

public sealed class PostgresTypeTests(PostgresServer server)
{
    private readonly DbSource _source = new(server.DataSource);

    [Theory]
    [InlineData("7::smallint", FieldType.Integer, FieldValueKind.Integer, "7")]
    [InlineData("7::int", FieldType.Integer, FieldValueKind.Integer, "7")]
    [InlineData("9223372036854775807::bigint", FieldType.Integer, FieldValueKind.Integer, "9223372036854775807")]
    [InlineData("4294967295::oid", FieldType.Integer, FieldValueKind.Integer, "4294967295")]
    [InlineData("true", FieldType.Boolean, FieldValueKind.Boolean, "true")]
    [InlineData("0.1::real", FieldType.Float, FieldValueKind.Float, "0.1")]
    [InlineData("0.1::float8", FieldType.Float, FieldValueKind.Float, "0.1")]
    [InlineData("'NaN'::float8", FieldType.Float, FieldValueKind.Float, "NaN")]
    [InlineData("'Grüße'::text", FieldType.String, FieldValueKind.String, "Grüße")]
    [InlineData("'ab'::varchar(5)", FieldType.String, FieldValueKind.String, "ab")]
    [InlineData("'ab'::char(5)", FieldType.String, FieldValueKind.String, "ab   ")]
    [InlineData("'x'::\"char\"", FieldType.String, FieldValueKind.String, "x")]
    [InlineData("'6F9619FF-8B86-D011-B42D-00CF4FC964FF'::uuid", FieldType.String, FieldValueKind.String, "6f9619ff-8b86-d011-b42d-00cf4fc964ff")]
    [InlineData("'\\x01ff'::bytea", FieldType.Bytes, FieldValueKind.Bytes, "01ff")]
    [InlineData("'{\"a\": 1}'::json", FieldType.Json, FieldValueKind.Json, "{\"a\": 1}")]
    [InlineData("'{\"a\":1}'::jsonb", FieldType.Json, FieldValueKind.Json, "{\"a\": 1}")]
    [InlineData("date '2025-02-28'", FieldType.Date, FieldValueKind.Date, "2025-02-28")]
    [InlineData("time '03:04:05.123456'", FieldType.Time, FieldValueKind.Time, "03:04:05.123456")]
    [InlineData("timetz '03:04:05+02'", FieldType.String, FieldValueKind.String, "03:04:05+02:00")]
    [InlineData("timestamp '2025-02-28 03:04:05.5'", FieldType.LocalDateTime, FieldValueKind.LocalTimestamp, "2025-02-28T03:04:05.5")]
    [InlineData("timestamp(0) '2025-02-28 03:04:05'", FieldType.LocalDateTime, FieldValueKind.LocalTimestamp, "2025-02-28T03:04:05")]
    [InlineData("timestamptz '2025-02-28 03:04:05+05'", FieldType.DateTime, FieldValueKind.Instant, "2025-02-27T22:04:05Z")]
    [InlineData("'infinity'::timestamptz", FieldType.DateTime, FieldValueKind.Instant, "9999-12-31T23:59:59.9999999Z")]
    [InlineData("interval '1 year 2 months 3 days 04:05:06.5'", FieldType.String, FieldValueKind.String, "P1Y2M3DT4H5M6.5S")]
    [InlineData("interval '-5 minutes'", FieldType.String, FieldValueKind.String, "PT-5M")]
    [InlineData("interval '0'", FieldType.String, FieldValueKind.String, "PT0S")]
    [InlineData("inet '10.0.0.1'", FieldType.String, FieldValueKind.String, "10.0.0.1")]
    [InlineData("array[1, null, 3]", FieldType.Integer, FieldValueKind.Array, "[1,null,3]")]
    [InlineData("array['a', null]", FieldType.String, FieldValueKind.Array, "[\"a\",null]")]
    [InlineData("array[1.5, 2]", FieldType.Decimal, FieldValueKind.Array, "[1.5,2]")]
    [InlineData("array[true, null]", FieldType.Boolean, FieldValueKind.Array, "[true,null]")]
    [InlineData("array[date '2025-02-28']", FieldType.Date, FieldValueKind.Array, "[\"2025-02-28\"]")]
    [InlineData("array[timestamptz '2025-02-28 03:04:05+05']", FieldType.DateTime, FieldValueKind.Array, "[\"2025-02-27T22:04:05Z\"]")]
    [InlineData("array[]::text[]", FieldType.String, FieldValueKind.Array, "[]")]
    public async Task Each_type_keeps_its_value(string expression, FieldType type, FieldValueKind kind, string text)
    {
        var (field, value) = await _source.ReadValueAsync($"select {expression} as v");

        Assert.Equal((type, kind == FieldValueKind.Array), (field.Type, field.IsArray));
        Assert.Equal((kind, text), (value.Kind, value.ToText()));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("1.50", "1.5")]
    [InlineData("-0.00001", "-0.00001")]
    [InlineData("10000", "10000")]
    [InlineData("12345678.9", "12345678.9")]
    [InlineData("100000000000000000000", "100000000000000000000")]
    [InlineData("-9999999999999999", "-9999999999999999")]
    [InlineData("1234567890123456789.0123456789", "1234567890123456789.0123456789")]
    [InlineData("123456789012345678901234567890.12345678901234567890", "123456789012345678901234567890.1234567890123456789")]
    [InlineData("0.00000000000000000000000000000000000000012", "0.00000000000000000000000000000000000000012")]
    public async Task Decimal_numbers_are_exact_however_long_they_are(string number, string text)
    {
        var (field, value) = await _source.ReadValueAsync($"select ({number})::numeric as v");

        Assert.Equal(FieldType.Decimal, field.Type);
        Assert.Equal(text, value.ToText());
        Assert.Contains(value.Kind, (FieldValueKind[])[FieldValueKind.Decimal, FieldValueKind.BigDecimal]);
    }

    [Fact]
    public async Task A_decimal_number_of_a_thousand_digits_is_kept_and_a_longer_one_costs_its_row()
    {
        var outcome = await _source.ReadAsync("select 1 as id, 1e999::numeric as v union all select 2, 1e1001::numeric");

        Assert.Equal(["1|1" + new string('0', 999)], outcome.Texts);
        Assert.Equal("row 2", Assert.Single(outcome.Errors).Position);
    }

    [Theory]
    [InlineData("NaN", double.NaN)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("-Infinity", double.NegativeInfinity)]
    public async Task Decimal_numbers_that_are_none_become_floats(string number, double expected)
    {
        var (_, value) = await _source.ReadValueAsync($"select '{number}'::numeric as v");

        Assert.Equal(expected, value.AsFloat());
    }

    [Fact]
    public async Task Nulls_of_every_type_are_null()
    {
        string[] types = ["int", "numeric", "text", "uuid", "json", "date", "timestamptz", "interval", "bytea", "int[]", "text[]", "bool", "real", "timetz", "inet"];

        var outcome = await _source.ReadAsync($"select {string.Join(", ", types.Select((type, i) => $"null::{type} as c{i}"))}");

        Assert.All(Assert.Single(outcome.Rows), value => Assert.True(value.IsNull));
    }

    [Fact]
    public async Task Columns_without_a_place_in_a_record_are_named_before_the_first_row()
    {
        var failure = await _source.FailureAsync(Model.Sql("select 1 as ok, int4range(1, 3) as span, point(1, 2) as place"));

        Assert.Contains("'span' (int4range), 'place' (point)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Cast them", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_the_provider_cannot_deliver_costs_its_row_only()
    {
        var outcome = await _source.ReadAsync(
            "select i as id, case when i % 2 = 0 then date '0044-03-15 BC' else date '2025-01-01' end as day, 'after' as note from generate_series(1, 5) i");

        Assert.Equal(["1|2025-01-01|after", "3|2025-01-01|after", "5|2025-01-01|after"], outcome.Texts);
        Assert.Equal(["row 2", "row 4"], outcome.Errors.Select(error => error.Position));
        Assert.All(outcome.Errors, error => Assert.Contains("'day' (date)", error.Reason, StringComparison.Ordinal));
        Assert.Equal(SourceReadEnd.Complete, outcome.End);
    }

    [Fact]
    public async Task A_provider_told_to_send_text_is_read_just_the_same()
    {
        var source = new DbSource(server.DataSource, new() { ConfigureCommand = command => ((Npgsql.NpgsqlCommand)command).AllResultTypesAreUnknown = true });

        var (field, value) = await source.ReadValueAsync("select 123456789012345678901234567890.10::numeric as v");

        Assert.Equal((FieldType.Decimal, "123456789012345678901234567890.1"), (field.Type, value.ToText()));
    }
}
