using System.Text.Json;
using Census.Sync.SourceEmulators.Elasticsearch;

namespace Census.Sync.SourceSubjects;

/// <summary>A query of Elasticsearch or OpenSearch. Cells are JSON.</summary>
public sealed class ElasticsearchSqlSubject : ServiceSubject<ElasticsearchEmulator>
{
    private const string Query = "SELECT * FROM held";
    private int _pageRows = PageRows;

    /// <param name="isOpenSearch">Whether the cluster is OpenSearch.</param>
    public ElasticsearchSqlSubject(bool isOpenSearch = false) => (Emulator.IsOpenSearch, Emulator.Version) = (isOpenSearch, isOpenSearch ? "2.11.0" : "8.15.0");

    public override Model Model => Model.Sql(Query);

    public override string TextType => "keyword";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("long", FieldType.Integer, ("-9223372036854775808", "Integer -9223372036854775808"), ("9223372036854775807", "Integer 9223372036854775807")),
        new("boolean", FieldType.Boolean, ("true", "Boolean true"), ("false", "Boolean false")),
        new("unsigned_long", FieldType.Integer, ("18446744073709551615", "Decimal 18446744073709551615")),
        new("double", FieldType.Float, ("1.7976931348623157E308", "Float 1.7976931348623157E+308"), ("4.9E-324", "Float 5E-324")),
        new("datetime", FieldType.DateTime, ("\"0001-01-01T00:00:00.000Z\"", "Instant 0001-01-01T00:00:00Z"), ("\"9999-12-31T23:59:59.999Z\"", "Instant 9999-12-31T23:59:59.999Z")),
        new("ip", FieldType.String, ("\"::1\"", "String ::1")),
        new("keyword", FieldType.String, [.. OddTexts.Select(text => (Text(text), $"String {text}"))]),
    ];

    public override string Text(string text) => JsonSerializer.Serialize(text);

    public override ValueTask HoldAsync(SourceTable table)
    {
        if (table.Rows.Count > SyncSourceConformance.ManyRecords)
            _pageRows = 10 * PageRows;
        Emulator.Queries[Query] = (
            $"[{string.Join(',', table.Columns.Select(column => $$"""{"name":{{Text(column.Name)}},"type":"{{column.Type}}"}"""))}]",
            [.. table.Rows.Select(row => $"[{string.Join(',', row.Select(cell => cell ?? "null"))}]")]);
        return default;
    }

    public override ValueTask FailInTheMiddleAsync()
    {
        FailBehind("sql", answered: 3);
        return default;
    }

    public override ValueTask<int> CountOpenAsync() => new(Emulator.Open);

    protected override SyncSource Connect(Uri address) => new ElasticsearchSource(new() { Address = address, PageSize = _pageRows }, timeProvider: Clocks.Jumping());
}
