using System.Globalization;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>A read of the result of a SQL query, by its cursor.</summary>
internal sealed class ElasticsearchSqlRead : PagedRead
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);
    private readonly ElasticsearchCluster _cluster;
    private readonly IReadOnlyList<ElasticsearchField> _columns;
    private readonly TimeProvider _time;
    private ApiResult? _first;
    private Reply _reply;
    private int _pages;

    private ElasticsearchSqlRead(
        RecordSchema schema,
        IReadOnlyList<ElasticsearchField> columns,
        ElasticsearchCluster cluster,
        ApiResult first,
        in Reply reply,
        SourceReadOptions options,
        TimeProvider time,
        CancellationToken cancellationToken)
        : base(schema, options, "The cluster", cancellationToken) => (_cluster, _columns, _first, _reply, _time) = (cluster, columns, first, reply, time);

    public override SourceReadCost Cost => _cluster.Cost;

    public static async ValueTask<ElasticsearchSqlRead> OpenAsync(
        ElasticsearchCluster cluster, string sql, Model model, SourceReadOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var body = ElasticsearchCluster.Write(writer =>
        {
            writer.WriteString("query"u8, sql);
            writer.WriteNumber("fetch_size"u8, cluster.Options.PageSize);
            if (!cluster.IsOpenSearch)
            {
                writer.WriteString("page_timeout"u8, cluster.KeepAlive);
                writer.WriteString("time_zone"u8, "Z"u8);
            }

            if (model.Parameters.Count > 0)
                WriteParameters(writer, model, cluster.IsOpenSearch);
        });
        var answer = await cluster.SendAsync("sql", HttpMethod.Post, PathOf(cluster), body, RepeatRule.Safe, cancellationToken).ConfigureAwait(false);
        try
        {
            var reply = Reply.Parse(answer.Response!.Body.Span);
            if (reply.RowsStart < 0 || reply.Columns is not { Count: > 0 } columns)
                throw new WarehouseException("The cluster's answer to a query is not what it should be.");
            var schema = ServiceColumn.SchemaOf(columns.Select(column => (column.Name, column.Type, IsArray: false)));
            return new(schema, columns, cluster, answer, in reply, options, time, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    protected override async ValueTask<ResultPage?> FetchAsync(CancellationToken cancellationToken)
    {
        var answer = Interlocked.Exchange(ref _first, null);
        if (answer is null)
        {
            if (_reply.Cursor is not { } cursor)
                return null;
            var body = ElasticsearchCluster.Write(writer => writer.WriteString("cursor"u8, cursor));

            // A cursor has moved on when its answer is lost.
            answer = await _cluster.SendAsync("sql", HttpMethod.Post, PathOf(_cluster), body, RepeatRule.Never, cancellationToken).ConfigureAwait(false);
            _reply = Reply.Parse(answer.Response!.Body.Span);
            if (_reply.RowsStart < 0)
            {
                answer.Dispose();
                throw new WarehouseException("The cluster's answer to a cursor is not what it should be.");
            }
        }

        return new(answer, _reply.RowsStart, string.Create(CultureInfo.InvariantCulture, $"page {++_pages}"));
    }

    protected override bool TryReadRow(ref RowScanner rows, Span<FieldValue> row, out string? problem)
    {
        problem = null;
        if (!rows.TryBegin())
            return false;
        var reader = rows.Open(out var json);
        reader.Read();
        for (var i = 0; i < _columns.Count; i++)
        {
            if (!reader.Read() || reader.TokenType == JsonTokenType.EndArray)
                throw new JsonException();
            if (reader.TokenType == JsonTokenType.Null)
                row[i] = FieldValue.Null;
            else if (!_columns[i].TryRead(ref reader, json, out row[i]))
                problem ??= $"The value of column '{_columns[i].Name}' is no {_columns[i].MappingType} that can be read.";
        }

        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray)
            throw new JsonException();
        rows.Close(in reader);
        return true;
    }

    protected override void Verify()
    {
        // A query tells no number of rows: the last page has no cursor.
    }

    protected override async ValueTask ReleaseAsync()
    {
        await base.ReleaseAsync().ConfigureAwait(false);
        _first?.Dispose();
        if (End is not null || _reply.Cursor is not { } cursor)
            return;
        try
        {
            using var timeout = new CancellationTokenSource(CloseTimeout, _time);
            var body = ElasticsearchCluster.Write(writer => writer.WriteString("cursor"u8, cursor));
            using var answer = await _cluster.TrySendAsync(
                "sql close", HttpMethod.Post, _cluster.IsOpenSearch ? "_plugins/_sql/close" : "_sql/close", body, RepeatRule.Safe, timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SyncSourceException or OperationCanceledException)
        {
            // It ends by itself.
        }
    }

    private static string PathOf(ElasticsearchCluster cluster) => cluster.IsOpenSearch ? "_plugins/_sql" : "_sql?format=json";

    private static void WriteParameters(Utf8JsonWriter writer, Model model, bool isOpenSearch)
    {
        writer.WriteStartArray(isOpenSearch ? "parameters"u8 : "params"u8);
        foreach (var parameter in model.Parameters)
        {
            if (isOpenSearch)
            {
                writer.WriteStartObject();
                writer.WriteString("type"u8, parameter.Value.Kind switch
                {
                    FieldValueKind.Boolean => "boolean"u8,
                    FieldValueKind.Integer => "long"u8,
                    FieldValueKind.Decimal or FieldValueKind.Float => "double"u8,
                    FieldValueKind.Date => "date"u8,
                    FieldValueKind.Instant or FieldValueKind.LocalTimestamp => "timestamp"u8,
                    _ => "string"u8,
                });
                writer.WritePropertyName("value"u8);
                parameter.Value.WriteTo(writer);
                writer.WriteEndObject();
            }
            else
            {
                parameter.Value.WriteTo(writer);
            }
        }

        writer.WriteEndArray();
    }

    private readonly record struct Reply(IReadOnlyList<ElasticsearchField>? Columns, int RowsStart, string? Cursor)
    {
        public static Reply Parse(ReadOnlySpan<byte> body)
        {
            List<ElasticsearchField>? columns = null;
            var start = -1;
            string? cursor = null;
            try
            {
                var reader = new Utf8JsonReader(body);
                reader.Read();
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString();
                    reader.Read();
                    if (name is "columns" or "schema")
                        columns = ReadColumns(ref reader);
                    else if (name == "cursor" && reader.TokenType == JsonTokenType.String)
                        cursor = reader.GetString() is { Length: > 0 } text ? text : null;
                    else if (name is "rows" or "datarows" && reader.TokenType == JsonTokenType.StartArray)
                        start = (int)reader.TokenStartIndex;
                    reader.Skip();
                }
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                start = -1;
            }

            return new(columns, start, cursor);
        }

        private static List<ElasticsearchField> ReadColumns(ref Utf8JsonReader reader)
        {
            var columns = new List<ElasticsearchField>();
            while (reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                string name = "", type = "";
                string? alias = null;
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var (isName, isType, isAlias) = (reader.ValueTextEquals("name"u8), reader.ValueTextEquals("type"u8), reader.ValueTextEquals("alias"u8));
                    reader.Read();
                    if (isName)
                        name = reader.GetString() ?? "";
                    else if (isType)
                        type = reader.GetString() ?? "";
                    else if (isAlias)
                        alias = reader.GetString();
                    else
                        reader.Skip();
                }

                columns.Add(new(alias ?? name, type, ElasticsearchField.TypeOfColumn(type)));
            }

            return columns;
        }
    }
}
