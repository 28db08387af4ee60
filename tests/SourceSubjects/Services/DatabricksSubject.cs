using Census.Sync.SourceEmulators.Databricks;

namespace Census.Sync.SourceSubjects;

/// <summary>A table of Databricks. Cells are as the service writes them: text, whatever they hold.</summary>
public sealed class DatabricksSubject : ServiceSubject<DatabricksEmulator>, IStatementServer
{
    private readonly bool _inline;

    /// <param name="inline">Whether rows come in the answers themselves instead of by links.</param>
    public DatabricksSubject(bool inline) => (_inline, Emulator.Polls) = (inline, 1);

    public override Model Model => Model.Table("main.mart.held");

    public override string TextType => "STRING";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("TINYINT", FieldType.Integer, ("-128", "Integer -128"), ("127", "Integer 127")),
        new("BOOLEAN", FieldType.Boolean, ("true", "Boolean true"), ("FALSE", "Boolean false")),
        new("BIGINT", FieldType.Integer, ("-9223372036854775808", "Integer -9223372036854775808"), ("9223372036854775807", "Integer 9223372036854775807")),
        new("DECIMAL(38,0)", FieldType.Decimal, (new string('9', 38), $"BigDecimal {new string('9', 38)}"), ("-1", "Integer -1")),
        new("DECIMAL(38,38)", FieldType.Decimal, ("0.00000000000000000000000000000000000001", "BigDecimal 0.00000000000000000000000000000000000001")),
        new("DOUBLE", FieldType.Float, ("1.7976931348623157E308", "Float 1.7976931348623157E+308"), ("4.9E-324", "Float 5E-324"), ("NaN", "Float NaN"), ("-Infinity", "Float -Infinity")),
        new("DATE", FieldType.Date, ("0001-01-01", "Date 0001-01-01"), ("9999-12-31", "Date 9999-12-31")),
        new("TIMESTAMP", FieldType.DateTime, ("0001-01-01T00:00:00Z", "Instant 0001-01-01T00:00:00Z"), ("9999-12-31T23:59:59.999999Z", "Instant 9999-12-31T23:59:59.999999Z")),
        new("TIMESTAMP_NTZ", FieldType.LocalDateTime, ("9999-12-31T23:59:59.999999", "LocalTimestamp 9999-12-31T23:59:59.999999")),
        new("BINARY", FieldType.Bytes, ("", "Bytes "), ("AP8=", "Bytes 00ff")),
        new("ARRAY<BIGINT>", FieldType.Integer, true, ("[]", "Array []"), ("[\"9223372036854775807\",null]", "Array [9223372036854775807,null]")),
        new("STRUCT<a:INT,b:STRING>", FieldType.Json, ("{\"a\":\"1\",\"b\":null}", "Json {\"a\":\"1\",\"b\":null}")),
        new("STRING", FieldType.String, [.. OddTexts.Select(text => (text, $"String {text}"))]),
    ];

    public override string Text(string text) => text;

    public override ValueTask HoldAsync(SourceTable table)
    {
        Emulator.Results["SELECT * FROM `main`.`mart`.`held`"] = new([.. table.Columns.Select(column => new SourceEmulators.ResultColumn(column.Name, column.Type))], table.Rows)
        {
            ChunkSize = table.Rows.Count > SyncSourceConformance.ManyRecords ? 10 * PageRows : PageRows,
        };
        return default;
    }

    public override ValueTask FailInTheMiddleAsync()
    {
        FailBehind("chunk", answered: 2);
        return default;
    }

    public ValueTask HoldEndlessAsync()
    {
        Emulator.Polls = int.MaxValue;
        return default;
    }

    public ValueTask<int> CountRunningAsync() => new(Emulator.Unfinished);

    protected override SyncSource Connect(Uri address) => new DatabricksSource(
        new() { Workspace = address, WarehouseId = "w1", Credential = DatabricksCredential.AccessToken("dapi-token"), UseInlineResults = _inline, StatementTimeout = TimeSpan.FromDays(365) },
        timeProvider: Clocks.Jumping());
}
