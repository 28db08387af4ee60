using Census.Sync.SourceEmulators.Snowflake;

namespace Census.Sync.SourceSubjects;

/// <summary>A table of Snowflake. Cells are as the service writes them: text, whatever they hold.</summary>
public sealed class SnowflakeSubject : ServiceSubject<SnowflakeEmulator>, IStatementServer
{
    public SnowflakeSubject() => Emulator.Polls = 1;

    public override Model Model => Model.Table("PUBLIC.HELD");

    public override string TextType => "text";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("fixed 0", FieldType.Integer, ("-9223372036854775808", "Integer -9223372036854775808"), (new string('9', 38), $"BigDecimal {new string('9', 38)}")),
        new("boolean", FieldType.Boolean, ("true", "Boolean true"), ("FALSE", "Boolean false")),
        new("fixed 37", FieldType.Decimal, ("1.2345678901234567890123456789012345678", "BigDecimal 1.2345678901234567890123456789012345678"), ("-0.10", "Decimal -0.1")),
        new("real", FieldType.Float, ("1.7976931348623157e+308", "Float 1.7976931348623157E+308"), ("5e-324", "Float 5E-324"), ("NaN", "Float NaN"), ("inf", "Float Infinity"), ("-inf", "Float -Infinity")),
        new("decfloat", FieldType.Decimal, ("1.23E+39", "BigDecimal 1230000000000000000000000000000000000000")),
        new("date", FieldType.Date, ("-719162", "Date 0001-01-01"), ("2932896", "Date 9999-12-31")),
        new("time", FieldType.Time, ("0.000000000", "Time 00:00:00"), ("86399.999999999", "Time 23:59:59.9999999")),
        new("timestamp_ntz", FieldType.LocalDateTime, ("-62135596800.000000000", "LocalTimestamp 0001-01-01T00:00:00"), ("253402300799.999999999", "LocalTimestamp 9999-12-31T23:59:59.9999999")),
        new("timestamp_ltz", FieldType.DateTime, ("-0.5", "Instant 1969-12-31T23:59:59.5Z"), ("253402300799.999999999", "Instant 9999-12-31T23:59:59.9999999Z")),
        new("timestamp_tz", FieldType.DateTime, ("1616173619.000000000 960", "Instant 2021-03-19T17:06:59Z")),
        new("binary", FieldType.Bytes, ("", "Bytes "), ("00FF", "Bytes 00ff")),
        new("variant", FieldType.Json, ("{\"k\":[1,{\"l\":null}]}", "Json {\"k\":[1,{\"l\":null}]}"), ("1", "Json 1")),
        new("array", FieldType.Any, true, ("[]", "Array []"), ("[1,\"a\",null]", "Array [1,\"a\",null]")),
        new("text", FieldType.String, [.. OddTexts.Select(text => (text, $"String {text}"))]),
    ];

    public override string Text(string text) => text;

    public override ValueTask HoldAsync(SourceTable table)
    {
        Emulator.Results["SELECT * FROM \"PUBLIC\".\"HELD\""] = new(
            [.. table.Columns.Select(column => column.Type.Split(' ') is [var type, var scale]
                ? new SourceEmulators.ResultColumn(column.Name, type, int.Parse(scale, System.Globalization.CultureInfo.InvariantCulture))
                : new(column.Name, column.Type))],
            table.Rows) { PartitionSize = table.Rows.Count > SyncSourceConformance.ManyRecords ? 10 * PageRows : PageRows };
        return default;
    }

    public override ValueTask FailInTheMiddleAsync()
    {
        FailBehind("partition", answered: 2);
        return default;
    }

    public ValueTask HoldEndlessAsync()
    {
        Emulator.Polls = int.MaxValue;
        return default;
    }

    public ValueTask<int> CountRunningAsync() => new(Emulator.Unfinished);

    protected override SyncSource Connect(Uri address) => new SnowflakeSource(
        new() { Account = "MYORG-ACCOUNT", Credential = SnowflakeCredential.AccessToken("token"), Address = address }, timeProvider: Clocks.Jumping());
}
