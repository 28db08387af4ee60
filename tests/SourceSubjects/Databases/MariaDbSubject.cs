using System.Data.Common;

namespace Census.Sync.SourceSubjects;

/// <param name="dataSource">The server, with a database that may be written to.</param>
/// <param name="nowhere">A server that is away, or refuses the password.</param>
public sealed class MariaDbSubject(DbDataSource dataSource, DbDataSource nowhere) : DatabaseSubject, IStatementServer
{
    // The names of this server have no characters beyond the first plane.
    public override IReadOnlyList<string> OddNames { get; } = [.. new ObjectSubject().OddNames.Where(name => !name.Any(char.IsSurrogate))];

    public override string TextType => "longtext character set utf8mb4";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("bigint", FieldType.Integer, ("-9223372036854775808", "Integer -9223372036854775808"), ("9223372036854775807", "Integer 9223372036854775807")),
        new("tinyint(1)", FieldType.Boolean, ("1", "Boolean true"), ("0", "Boolean false")),
        new("bigint unsigned", FieldType.Integer, ("0", "Integer 0"), ("18446744073709551615", "Decimal 18446744073709551615")),
        new("smallint", FieldType.Integer, ("-32768", "Integer -32768"), ("32767", "Integer 32767")),
        new("decimal(28, 10)", FieldType.Decimal, ("-999999999999999999.9999999999", "Decimal -999999999999999999.9999999999"), ("0.0000000001", "Decimal 0.0000000001")),
        new("double", FieldType.Float, ("1.7976931348623157e308", "Float 1.7976931348623157E+308"), ("-2.5", "Float -2.5")),
        new("float", FieldType.Float, ("0.1", "Float 0.1")),
        new("varbinary(10)", FieldType.Bytes, ("''", "Bytes "), ("x'00ff'", "Bytes 00ff")),
        new("date", FieldType.Date, ("'1000-01-01'", "Date 1000-01-01"), ("'9999-12-31'", "Date 9999-12-31")),
        new("datetime(6)", FieldType.LocalDateTime, ("'1000-01-01 00:00:00'", "LocalTimestamp 1000-01-01T00:00:00"), ("'9999-12-31 23:59:59.999999'", "LocalTimestamp 9999-12-31T23:59:59.999999")),
        new("timestamp null", FieldType.DateTime, ("'2038-01-19 03:14:07'", "Instant 2038-01-19T03:14:07Z"), ("'1970-01-01 00:00:01'", "Instant 1970-01-01T00:00:01Z")),
        new(TextType, FieldType.String, [.. OddTexts.Select(text => (Text(text), $"String {text}"))]),
    ];

    protected override DbDataSource DataSource => dataSource;

    protected override string Creating => $"create or replace table {Table}";

    public override string Text(string text) => base.Text(text.Replace("\\", "\\\\", StringComparison.Ordinal));

    // The server cuts blanks from the beginning of names that a query gives.
    public override string FieldOf(string column) => column.TrimStart();

    public override SyncSource ConnectNowhere() => new DbSource(nowhere);

    public override async ValueTask FailInTheMiddleAsync()
    {
        await using var connection = await dataSource.OpenConnectionAsync();
        await ExecuteAsync(
            connection,
            $"create function fails_{Table}(id text) returns int deterministic begin if id = 'id-{FailingRow}' then signal sqlstate '45000' set message_text = 'on purpose'; end if; return 1; end");
        Read($"select Id, Name, fails_{Table}(Id) as n from {Table}");
    }

    public ValueTask HoldEndlessAsync()
    {
        Read($"select Id, Name, sleep(600) as slept from {Table}");
        return default;
    }

    public override ValueTask<int> CountOpenAsync() => CountRunningAsync();

    public ValueTask<int> CountRunningAsync() =>
        CountAsync($"select count(*) from information_schema.processlist where info like '%{Table}%' and id <> connection_id()");

    protected override string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";
}
