using System.Text.Json;
using Census.Sync.SourceEmulators.Google;
using Google.Apis.Auth.OAuth2;

namespace Census.Sync.SourceSubjects;

/// <summary>A table of BigQuery. Cells are the JSON of <c>v</c>.</summary>
public sealed class BigQuerySubject : ServiceSubject<BigQueryEmulator>, IStatementServer
{
    private const string Repeated = " REPEATED";
    private const string RecordType = "RECORD of INT64 and STRING";
    private const string Picoseconds = "TIMESTAMP(12)";
    private int _pageRows = PageRows;

    public BigQuerySubject() => Emulator.Polls = 1;

    public override Model Model => Model.Table("p.d.held");

    public override string TextType => "STRING";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("INT64", FieldType.Integer, ("\"-9223372036854775808\"", "Integer -9223372036854775808"), ("\"9223372036854775807\"", "Integer 9223372036854775807")),
        new("BOOL", FieldType.Boolean, ("\"true\"", "Boolean true"), ("\"false\"", "Boolean false")),
        new("FLOAT64", FieldType.Float, ("\"1.7976931348623157e+308\"", "Float 1.7976931348623157E+308"), ("\"5e-324\"", "Float 5E-324"), ("\"NaN\"", "Float NaN"), ("\"-Infinity\"", "Float -Infinity")),
        new("NUMERIC", FieldType.Decimal, ("\"-99999999999999999999999999999.999999999\"", "BigDecimal -99999999999999999999999999999.999999999"), ("\"0.000000001\"", "Decimal 0.000000001")),
        new("BIGNUMERIC", FieldType.Decimal, ($"\"{new string('9', 38)}.{new string('9', 38)}\"", $"BigDecimal {new string('9', 38)}.{new string('9', 38)}")),
        new("BYTES", FieldType.Bytes, ("\"\"", "Bytes "), ("\"AP8=\"", "Bytes 00ff")),
        new("DATE", FieldType.Date, ("\"0001-01-01\"", "Date 0001-01-01"), ("\"9999-12-31\"", "Date 9999-12-31")),
        new("TIME", FieldType.Time, ("\"00:00:00\"", "Time 00:00:00"), ("\"23:59:59.999999\"", "Time 23:59:59.999999")),
        new("DATETIME", FieldType.LocalDateTime, ("\"0001-01-01T00:00:00\"", "LocalTimestamp 0001-01-01T00:00:00"), ("\"9999-12-31T23:59:59.999999\"", "LocalTimestamp 9999-12-31T23:59:59.999999")),
        new("TIMESTAMP", FieldType.DateTime, ("\"0001-01-01T00:00:00Z\"", "Instant 0001-01-01T00:00:00Z"), ("\"9999-12-31T23:59:59.999999Z\"", "Instant 9999-12-31T23:59:59.999999Z"), ("\"1969-12-31T23:59:59.999999Z\"", "Instant 1969-12-31T23:59:59.999999Z")),
        new(Picoseconds, FieldType.DateTime, ("\"0001-01-01T00:00:00.000000000001Z\"", "Instant 0001-01-01T00:00:00Z"), ("\"9999-12-31T23:59:59.999999999999Z\"", "Instant 9999-12-31T23:59:59.9999999Z")),
        new("JSON", FieldType.Json, ("\"null\"", "Json null"), ("\"{\\\"a\\\":[{}]}\"", "Json {\"a\":[{}]}")),
        new("INT64" + Repeated, FieldType.Integer, true, ("[]", "Array []"), ("[{\"v\":\"9223372036854775807\"},{\"v\":\"1\"}]", "Array [9223372036854775807,1]")),
        new(RecordType, FieldType.Json, ("{\"f\":[{\"v\":\"1\"},{\"v\":null}]}", "Json {\"a\":1,\"b\":null}")),
        new("STRING", FieldType.String, [.. OddTexts.Select(text => (Text(text), $"String {text}"))]),
    ];

    public override string Text(string text) => JsonSerializer.Serialize(text);

    public override ValueTask HoldAsync(SourceTable table)
    {
        Emulator.Results["SELECT * FROM `p`.`d`.`held`"] = (
            $"[{string.Join(',', table.Columns.Select(FieldOf))}]",
            [.. table.Rows.Select(row => $$"""{"f":[{{string.Join(',', row.Select(cell => $$"""{"v":{{cell ?? "null"}}}"""))}}]}""")]);
        if (table.Rows.Count > SyncSourceConformance.ManyRecords)
            _pageRows = 10 * PageRows;
        return default;
    }

    public override ValueTask FailInTheMiddleAsync()
    {
        FailBehind("results", answered: 3);
        return default;
    }

    public ValueTask HoldEndlessAsync()
    {
        Emulator.Polls = int.MaxValue;
        return default;
    }

    public ValueTask<int> CountRunningAsync() => new(Emulator.Unfinished);

    protected override SyncSource Connect(Uri address) => new BigQuerySource(
        new() { ProjectId = "p", Credential = CredentialFactory.FromJson<ServiceAccountCredential>(Emulator.KeyFile).ToGoogleCredential(), Address = address, PageSize = _pageRows },
        timeProvider: Clocks.Jumping());

    private string FieldOf(SourceColumn column)
    {
        var name = $"\"name\":{Text(column.Name)}";
        if (column.Type == RecordType)
            return $$"""{{{name}},"type":"RECORD","mode":"NULLABLE","fields":[{"name":"a","type":"INT64"},{"name":"b","type":"STRING"}]}""";
        if (column.Type == Picoseconds)
            return $$"""{{{name}},"type":"TIMESTAMP","mode":"NULLABLE","timestampPrecision":"12"}""";
        var isRepeated = column.Type.EndsWith(Repeated, StringComparison.Ordinal);
        return $$"""{{{name}},"type":"{{(isRepeated ? column.Type[..^Repeated.Length] : column.Type)}}","mode":"{{(isRepeated ? "REPEATED" : "NULLABLE")}}"}""";
    }
}
