using System.Data.Common;
using Npgsql;

namespace Census.Sync.SourceSubjects;

public sealed class PostgresSubject(NpgsqlDataSource dataSource) : DatabaseSubject, IStatementServer
{
    public override string TextType => "text";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("smallint", FieldType.Integer, ("-32768", "Integer -32768"), ("32767", "Integer 32767")),
        new("boolean", FieldType.Boolean, ("true", "Boolean true"), ("false", "Boolean false")),
        new("bigint", FieldType.Integer, ("-9223372036854775808", "Integer -9223372036854775808"), ("9223372036854775807", "Integer 9223372036854775807")),
        new(
            "numeric",
            FieldType.Decimal,
            ("0.00000000000000000000000000000000000000012", "BigDecimal 0.00000000000000000000000000000000000000012"),
            ("-99999999999999999999999999999999999999.99", "BigDecimal -99999999999999999999999999999999999999.99"),
            ("79228162514264337593543950335", "Decimal 79228162514264337593543950335"),
            ("'NaN'", "Float NaN")),
        new("real", FieldType.Float, ("0.1", "Float 0.1"), ("'-Infinity'", "Float -Infinity")),
        new("double precision", FieldType.Float, ("1.7976931348623157e308", "Float 1.7976931348623157E+308"), ("5e-324", "Float 5E-324"), ("'NaN'", "Float NaN"), ("'Infinity'", "Float Infinity")),
        new("bytea", FieldType.Bytes, ("''", "Bytes "), ("'\\x00ff'", "Bytes 00ff")),
        new("date", FieldType.Date, ("'0001-01-01'", "Date 0001-01-01"), ("'9999-12-31'", "Date 9999-12-31")),
        new("time", FieldType.Time, ("'00:00'", "Time 00:00:00"), ("'23:59:59.999999'", "Time 23:59:59.999999")),
        new("timestamp", FieldType.LocalDateTime, ("'0001-01-01 00:00:00'", "LocalTimestamp 0001-01-01T00:00:00"), ("'9999-12-31 23:59:59.999999'", "LocalTimestamp 9999-12-31T23:59:59.999999")),
        new("timestamptz", FieldType.DateTime, ("'0001-01-02 00:00:00+05'", "Instant 0001-01-01T19:00:00Z"), ("'9999-12-31 23:59:59.999999+00'", "Instant 9999-12-31T23:59:59.999999Z")),
        new("interval", FieldType.String, ("'-178000000 years'", "String P-178000000Y"), ("'1 day 02:03:04.000001'", "String P1DT2H3M4.000001S")),
        new("uuid", FieldType.String, ("'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'", "String ffffffff-ffff-ffff-ffff-ffffffffffff")),
        new("jsonb", FieldType.Json, ("'null'", "Json null"), ("'{\"a\": [1, {\"b\": \"ü\"}]}'", "Json {\"a\": [1, {\"b\": \"ü\"}]}")),
        new("bigint[]", FieldType.Integer, true, ("'{}'", "Array []"), ("'{9223372036854775807,NULL}'", "Array [9223372036854775807,null]")),
        new("text[]", FieldType.String, true, ("'{\"\",\"a,b\",NULL}'", "Array [\"\",\"a,b\",null]")),
        new("text", FieldType.String, [.. OddTexts.Select(text => (Text(text), $"String {text}"))]),
    ];

    protected override DbDataSource DataSource => dataSource;

    protected override bool TellsCaseApart => true;

    public override SyncSource ConnectNowhere() => new DbSource(NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody"), new() { MaximumAttempts = 1 });

    public override ValueTask FailInTheMiddleAsync()
    {
        Read($"""select "Id", "Name", case when "Id" = 'id-{FailingRow}' then 1 / (length("Id") - 7) else 1 end as n from {Table}""");
        return default;
    }

    public ValueTask HoldEndlessAsync()
    {
        Read($"""select "Id", "Name", pg_sleep(600)::text as slept from {Table}""");
        return default;
    }

    public override ValueTask<int> CountOpenAsync() => CountRunningAsync();

    public ValueTask<int> CountRunningAsync() =>
        CountAsync($"select count(*) from pg_stat_activity where state = 'active' and query like '%{Table}%' and pid <> pg_backend_pid()");
}
