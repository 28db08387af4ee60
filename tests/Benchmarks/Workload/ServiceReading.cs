using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Census.Sync.Sources;
using Google.Apis.Auth.OAuth2;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>A result of companies in the pages of a service: read through the source, and parsed by the loop that somebody writes by hand.</summary>
/// <remarks>The pages come from memory, so that what is compared is the reading and not the network.</remarks>
internal sealed class ServiceReading : IDisposable
{
    private const int PageRows = 10_000;

    private readonly SyncSource _source;
    private readonly HttpClient _client;
    private readonly Model _model;
    private readonly byte[] _page;
    private readonly int _pages;
    private readonly IReadOnlyList<ServiceCell> _cells;

    private ServiceReading(int rows, IReadOnlyList<ServiceCell> cells, Func<ServiceReading, HttpClient, SyncSource> connect, Func<ServiceReading, HttpRequestMessage, byte[]> answer, Model model, bool isNested)
    {
        (_pages, _cells, _model) = (rows / PageRows, cells, model);
        _page = PageOf(cells, isNested);
        _client = new(new CannedService(request => answer(this, request))) { Timeout = Timeout.InfiniteTimeSpan };
        _source = connect(this, _client);
    }

    /// <summary>The number of values of the whole result.</summary>
    public long Values => (long)_pages * PageRows * _cells.Count;

    private string RowsOfPage => Encoding.UTF8.GetString(_page);

    public static ServiceReading OfSnowflake(int rows)
    {
        const string handle = "01b2c3d4-0000-0000-0000-000000000001";
        byte[]? first = null, other = null;
        return new(
            rows,
            ServiceCell.OfSnowflake,
            (_, client) => new SnowflakeSource(new() { Account = "MYORG-ACCOUNT", Credential = SnowflakeCredential.AccessToken("token"), Address = new("http://127.0.0.1/") }, client),
            (reading, request) => request.Method == HttpMethod.Get ? other ??= Utf8($$"""{"data":{{reading.RowsOfPage}}}""")
                : first ??= Utf8($$"""
                    {"resultSetMetaData":{"numRows":{{reading._pages * PageRows}},"format":"jsonv2","partitionInfo":[{{string.Join(',', Enumerable.Repeat($$"""{"rowCount":{{PageRows}}}""", reading._pages))}}],
                    "rowType":[{{string.Join(',', reading._cells.Select(cell => $$"""{"name":"{{cell.Name}}","type":"{{cell.Type}}","scale":{{(cell.Type == "fixed" ? cell.Scale : "null")}}}"""))}}]},
                    "data":{{reading.RowsOfPage}},"code":"090001","sqlState":"00000","statementHandle":"{{handle}}"}
                    """),
            Model.Sql("select 1"),
            isNested: false);
    }

    public static ServiceReading OfDatabricks(int rows)
    {
        byte[]? first = null, other = null;
        return new(
            rows,
            ServiceCell.OfDatabricks,
            (_, client) => new DatabricksSource(
                new() { Workspace = new("http://127.0.0.1/"), WarehouseId = "w1", Credential = DatabricksCredential.AccessToken("token"), UseInlineResults = true }, client),
            (reading, request) => request.Method == HttpMethod.Post || !request.RequestUri!.AbsolutePath.Contains("/chunks/", StringComparison.Ordinal)
                ? first ??= Utf8($$$"""
                    {"statement_id":"01ef0001","status":{"state":"SUCCEEDED"},"manifest":{"schema":{"columns":[{{{string.Join(',', reading._cells.Select(cell => $$"""{"name":"{{cell.Name}}","type_name":"{{cell.Type}}","type_text":"{{cell.Type}}"}"""))}}}]},
                    "total_chunk_count":{{{reading._pages}}},"total_row_count":{{{reading._pages * PageRows}}},"truncated":false,"chunks":[{{{string.Join(',', Enumerable.Range(0, reading._pages).Select(i => $$"""{"chunk_index":{{i}},"row_count":{{PageRows}}}"""))}}}]},
                    "result":{"data_array":{{{reading.RowsOfPage}}}}}
                    """)
                : other ??= Utf8($$"""{"data_array":{{reading.RowsOfPage}}}"""),
            Model.Sql("select 1"),
            isNested: false);
    }

    public static ServiceReading OfBigQuery(int rows)
    {
        var pages = new Dictionary<int, byte[]>();
        return new(
            rows,
            ServiceCell.OfBigQuery,
            (_, client) => new BigQuerySource(new() { ProjectId = "p", Credential = GoogleCredential.FromAccessToken("token"), Address = new("http://127.0.0.1/"), PageSize = PageRows }, client),
            (reading, request) =>
            {
                var query = request.RequestUri!.Query;
                var at = query.IndexOf("pageToken=", StringComparison.Ordinal);
                var page = at < 0 ? 0 : int.Parse(query.AsSpan(at + "pageToken=".Length), CultureInfo.InvariantCulture);
                if (pages.TryGetValue(page, out var answer))
                    return answer;
                var next = page + 1 < reading._pages ? $"\"pageToken\":\"{page + 1}\"," : "";
                return pages[page] = Utf8($$"""
                    {"jobComplete":true,"jobReference":{"jobId":"job_1","location":"EU"},"schema":{"fields":[{{string.Join(',', reading._cells.Select(cell => $$"""{"name":"{{cell.Name}}","type":"{{cell.Type}}","mode":"NULLABLE"}"""))}}]},
                    "totalRows":"{{reading._pages * PageRows}}",{{next}}"rows":{{reading.RowsOfPage}}}
                    """);
            },
            Model.Sql("select 1"),
            isNested: true);
    }

    /// <summary>Parses the bytes of every page and consumes every value as what it is.</summary>
    /// <returns>The number of values.</returns>
    public long Parse()
    {
        long values = 0;
        for (var page = 0; page < _pages; page++)
        {
            var reader = new Utf8JsonReader(_page);
            var column = 0;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.String)
                    continue;
                values += _cells[column].Consume(ref reader) ? 1 : 0;
                column = column + 1 == _cells.Count ? 0 : column + 1;
            }
        }

        return values;
    }

    /// <summary>Reads every row through the source and looks at every value.</summary>
    /// <returns>The number of values that are there.</returns>
    public async Task<long> ReadAsync()
    {
        await using var read = await _source.OpenReadAsync(new() { Model = _model });
        long values = 0;
        await foreach (var batch in read.Batches)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                foreach (ref readonly var value in batch[i].Values)
                    values += value.HasValue ? 1 : 0;
            }
        }

        return read.End == SourceReadEnd.Complete ? values : throw new InvalidOperationException("The read has no end.");
    }

    public void Dispose()
    {
        ((IDisposable)_source).Dispose();
        _client.Dispose();
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] PageOf(IReadOnlyList<ServiceCell> cells, bool isNested)
    {
        var text = new StringBuilder("[");
        for (var row = 0; row < PageRows; row++)
        {
            text.Append(row == 0 ? "" : ",").Append(isNested ? "{\"f\":[" : "[");
            for (var i = 0; i < cells.Count; i++)
            {
                var cell = cells[i].Write(row);
                text.Append(i == 0 ? "" : ",").Append(isNested ? $$"""{"v":"{{cell}}"}""" : $"\"{cell}\"");
            }

            text.Append(isNested ? "]}" : "]");
        }

        return Utf8(text.Append(']').ToString());
    }

    private sealed class CannedService(Func<HttpRequestMessage, byte[]> answer) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            // As over a network, whoever asks goes on meanwhile.
            await Task.Yield();
            var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(answer(request)), RequestMessage = request };
            response.Content.Headers.ContentType = new("application/json");
            return response;
        }
    }
}
