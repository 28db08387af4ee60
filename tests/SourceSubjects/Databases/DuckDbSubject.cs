using System.Data.Common;
using Census.Sync.TestUtilities;

namespace Census.Sync.SourceSubjects;

/// <summary>A DuckDB database in a file of its own.</summary>
/// <param name="provider">DuckDB.NET, whose engine only those projects carry that run it.</param>
public sealed class DuckDbSubject(DbProviderFactory provider) : DatabaseSubject
{
    private readonly TemporaryFolder _folder = new();
    private string? _sessionSql;

    public override string TextType => "varchar";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("bigint", FieldType.Integer, ("-9223372036854775808", "Integer -9223372036854775808"), ("9223372036854775807", "Integer 9223372036854775807")),
        new("boolean", FieldType.Boolean, ("true", "Boolean true"), ("false", "Boolean false")),
        new("ubigint", FieldType.Integer, ("0", "Integer 0"), ("18446744073709551615", "Decimal 18446744073709551615")),
        new(
            "hugeint",
            FieldType.Decimal,
            ("-170141183460469231731687303715884105728", "BigDecimal -170141183460469231731687303715884105728"),
            ("170141183460469231731687303715884105727", "BigDecimal 170141183460469231731687303715884105727")),
        new("decimal(28, 10)", FieldType.Decimal, ("-999999999999999999.9999999999", "Decimal -999999999999999999.9999999999"), ("0.0000000001", "Decimal 0.0000000001")),
        new("float", FieldType.Float, ("0.1", "Float 0.1"), ("'-inf'", "Float -Infinity")),
        new("double", FieldType.Float, ("1.7976931348623157e308", "Float 1.7976931348623157E+308"), ("5e-324", "Float 5E-324"), ("'nan'", "Float NaN"), ("'inf'", "Float Infinity")),
        new("blob", FieldType.Bytes, ("''", "Bytes "), ("'\\x00\\xFF'", "Bytes 00ff")),
        new("date", FieldType.Date, ("'0001-01-01'", "Date 0001-01-01"), ("'9999-12-31'", "Date 9999-12-31")),
        new("time", FieldType.Time, ("'00:00:00'", "Time 00:00:00"), ("'23:59:59.999999'", "Time 23:59:59.999999")),
        new("timestamp", FieldType.LocalDateTime, ("'0001-01-01 00:00:00'", "LocalTimestamp 0001-01-01T00:00:00"), ("'9999-12-31 23:59:59.999999'", "LocalTimestamp 9999-12-31T23:59:59.999999")),
        new("timestamp_ns", FieldType.LocalDateTime, ("'2026-02-28 23:59:59.123456789'", "LocalTimestamp 2026-02-28T23:59:59.1234567")),
        new("timestamptz", FieldType.DateTime, ("'0001-01-02 00:00:00+05'", "Instant 0001-01-01T19:00:00Z"), ("'9999-12-31 23:59:59.999999+00'", "Instant 9999-12-31T23:59:59.999999Z")),
        new("uuid", FieldType.String, ("'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF'", "String ffffffff-ffff-ffff-ffff-ffffffffffff")),
        new("bigint[]", FieldType.Integer, true, ("[]", "Array []"), ("[9223372036854775807, null]", "Array [9223372036854775807,null]")),
        new("varchar[]", FieldType.String, true, ("['', 'a,b', null]", "Array [\"\",\"a,b\",null]")),
        new("varchar", FieldType.String, [.. OddTexts.Select(text => (Text(text), $"String {text}"))]),
    ];

    protected override DbDataSource DataSource => provider.CreateDataSource($"Data Source={File};threads=1");

    private string File => _folder.File("data.duckdb");

    public override SyncSource Connect() => new DbSource(DataSource, new() { SessionSql = _sessionSql });

    public override SyncSource ConnectNowhere() => new DbSource(provider.CreateDataSource("Data Source=/nowhere/at/all.duckdb;ACCESS_MODE=READ_ONLY"));

    public override ValueTask FailInTheMiddleAsync()
    {
        // The engine is ahead of its reader by some thousand rows, by what its buffer holds and by a part of a union: so there are several parts, of which the last one fails.
        _sessionSql = "set streaming_buffer_size = '1KB'";
        const int part = FailingRow / 3;
        Read($"""
            select Id, Name, 1 as n from {Table} where rowid < {part}
            union all select Id, Name, 1 from {Table} where rowid >= {part} and rowid < {2 * part}
            union all select Id, Name, 1 from {Table} where rowid >= {2 * part} and rowid < {FailingRow}
            union all select Id, Name, cast(Id as int) from {Table} where rowid >= {FailingRow}
            """);
        return default;
    }

    public override ValueTask<int> CountOpenAsync() => new(OpenFiles.Count(File));

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }
}
