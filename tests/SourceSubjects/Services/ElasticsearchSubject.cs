using System.Text.Json;
using Census.Sync.SourceEmulators.Elasticsearch;

namespace Census.Sync.SourceSubjects;

/// <summary>An index of Elasticsearch or OpenSearch. Cells are the JSON of a field: a list always.</summary>
public sealed class ElasticsearchSubject : ServiceSubject<ElasticsearchEmulator>
{
    private int _pageRows = PageRows;

    /// <param name="isOpenSearch">Whether the cluster is OpenSearch.</param>
    /// <param name="version">The version that the cluster says it has.</param>
    public ElasticsearchSubject(bool isOpenSearch = false, string version = "8.15.0") => (Emulator.IsOpenSearch, Emulator.Version) = (isOpenSearch, version);

    public override Model Model => Model.Table("held");

    public override string TextType => "keyword";

    public override IReadOnlyList<SourceType> Types =>
    [
        new("long", FieldType.Integer, ("[-9223372036854775808]", "Integer -9223372036854775808"), ("[9223372036854775807]", "Integer 9223372036854775807")),
        new("boolean", FieldType.Boolean, ("[true]", "Boolean true"), ("[\"false\"]", "Boolean false")),
        new("unsigned_long", FieldType.Integer, ("[18446744073709551615]", "Decimal 18446744073709551615")),
        new("double", FieldType.Float, ("[1.7976931348623157E308]", "Float 1.7976931348623157E+308"), ("[4.9E-324]", "Float 5E-324")),
        new("scaled_float", FieldType.Decimal, ("[12.345]", "Decimal 12.345")),
        new("date", FieldType.DateTime, ("[\"0001-01-01T00:00:00.000Z\"]", "Instant 0001-01-01T00:00:00Z"), ("[\"9999-12-31T23:59:59.999Z\"]", "Instant 9999-12-31T23:59:59.999Z")),
        new("date_nanos", FieldType.DateTime, ("[\"2262-04-11T23:47:16.854775807Z\"]", "Instant 2262-04-11T23:47:16.8547758Z")),
        new("binary", FieldType.Bytes, ("[\"AP8=\"]", "Bytes 00ff")),
        new("geo_point", FieldType.Json, ("[{\"coordinates\":[-180,90],\"type\":\"Point\"}]", "Json {\"coordinates\":[-180,90],\"type\":\"Point\"}")),
        new("ip", FieldType.String, ("[\"::1\"]", "String ::1")),
        new("keyword", FieldType.String, ("[\"a\",\"b\"]", "Array [\"a\",\"b\"]")),
        new("keyword", FieldType.String, [.. OddTexts.Select(text => (Text(text), $"String {text}"))]),
    ];

    public override string Text(string text) => $"[{JsonSerializer.Serialize(text)}]";

    public override IEnumerable<string> FieldsOf(SourceTable table) => ["_id", .. table.Columns.Select(column => column.Name).Order(StringComparer.Ordinal)];

    public override ValueTask HoldAsync(SourceTable table)
    {
        if (table.Rows.Count > SyncSourceConformance.ManyRecords)
            _pageRows = 10 * PageRows;
        Emulator.Mappings["held"] = $"{{{string.Join(',', table.Columns.Select(column => $$"""{{JsonSerializer.Serialize(column.Name)}}:{"type":"{{column.Type}}"}"""))}}}";
        Emulator.Documents["held"] = [.. table.Rows.Select((row, i) => (
            $"{i}", $"{{{string.Join(',', table.Columns.Zip(row).Where(cell => cell.Second is not null).Select(cell => $"{JsonSerializer.Serialize(cell.First.Name)}:{cell.Second}"))}}}"))];
        return default;
    }

    public override ValueTask FailInTheMiddleAsync()
    {
        // A scroll goes on by calls of its own.
        FailBehind("search", answered: 2);
        FailBehind("scroll", answered: 2);
        return default;
    }

    public override ValueTask<int> CountOpenAsync() => new(Emulator.Open);

    protected override SyncSource Connect(Uri address) => new ElasticsearchSource(new() { Address = address, PageSize = _pageRows }, timeProvider: Clocks.Jumping());
}
