using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.SourceEmulators.Databricks;

/// <summary>The Statement Execution API of Databricks, with the storage that its links lead to.</summary>
public sealed partial class DatabricksEmulator : ServiceEmulator
{
    private static readonly string[] s_members =
        ["statement", "warehouse_id", "catalog", "schema", "wait_timeout", "on_wait_timeout", "disposition", "format", "row_limit", "byte_limit", "parameters", "query_tags"];

    private static readonly string[] s_types =
        ["STRING", "BOOLEAN", "BIGINT", "DOUBLE", "DATE", "TIMESTAMP", "TIMESTAMP_NTZ", "DECIMAL", "INT"];

    private readonly Dictionary<string, Statement> _statements = [];
    private readonly Dictionary<string, (Statement Statement, int Chunk)> _links = [];
    private int _tokens;

    /// <summary>What the statements return, by their text.</summary>
    public Dictionary<string, DatabricksResult> Results { get; } = [];

    /// <summary>How often a statement is pending or running when it is asked for.</summary>
    public int Polls { get; set; }

    /// <summary>The ends of the next statements, instead of success: the JSON of their status.</summary>
    public Queue<string> Ends { get; } = [];

    /// <summary>How many links have ended before they are used.</summary>
    public int EndedLinks { get; set; }

    /// <summary>The id and secret of the application that may ask for tokens, and whose tokens alone are good.</summary>
    public (string Id, string Secret)? Application { get; set; }

    /// <summary>How long a token holds, in seconds as it is told.</summary>
    public int TokenSeconds { get; set; } = 3600;

    /// <summary>The statements that were cancelled.</summary>
    public List<string> Cancelled { get; } = [];

    /// <summary>The number of statements that have neither ended nor been cancelled.</summary>
    public int Unfinished
    {
        get
        {
            lock (_statements)
                return _statements.Count(statement => statement.Value.PollsLeft > 0 && !Cancelled.Contains(statement.Key));
        }
    }

    protected override string? NameOf(string method, string path, IQueryCollection query) => (method, path) switch
    {
        ("POST", "/api/2.0/sql/statements") => "submit",
        ("POST", "/oidc/v1/token") => "token",
        ("POST", _) when CancelPath().IsMatch(path) => "cancel",
        ("GET", _) when ChunkPath().IsMatch(path) => "chunk",
        ("GET", _) when StatementPath().IsMatch(path) => "status",
        ("GET", _) when path.StartsWith("/storage/", StringComparison.Ordinal) => "download",
        _ => null,
    };

    protected override ServiceReply Answer(ServiceCall call, IQueryCollection query)
    {
        lock (_statements)
        {
            if (call.Name == "download")
                return Download(call);
            if (call.Name == "token")
                return Token(call);
            Require(call["authorization"]?.StartsWith("Bearer ", StringComparison.Ordinal) == true, "There is no bearer token.");
            if (Application is not null && call["authorization"] != $"Bearer token-{_tokens}")
                return new(401, """{"error_code":"UNAUTHENTICATED","message":"Credential was not sent or was of an unsupported type for this API."}""");
            var id = call.Path.Split('/').ElementAtOrDefault(5);
            if (call.Name == "submit")
                return Submit(call);
            if (call.Name == "cancel")
                return Cancel(id!);
            if (!_statements.TryGetValue(id!, out var statement))
                return new(404, """{"error_code":"NOT_FOUND","message":"The statement was not found."}""");
            return call.Name == "chunk" ? Chunk(statement, int.Parse(call.Path.Split('/')[^1])) : Status(id!, statement);
        }
    }

    private ServiceReply Token(ServiceCall call)
    {
        Require(call["content-type"] == "application/x-www-form-urlencoded", "The request for a token is no form.");
        Require(call.Text == "grant_type=client_credentials&scope=all-apis", "The form of the token is another.");
        var expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Application?.Id}:{Application?.Secret}"));
        return call["authorization"] == expected
            ? new(200, $$"""{"access_token":"token-{{++_tokens}}","token_type":"Bearer","expires_in":{{TokenSeconds}},"scope":"all-apis"}""")
            : new(401, """{"error":"invalid_client","error_description":"Client authentication failed"}""");
    }

    private ServiceReply Submit(ServiceCall call)
    {
        Require(call["content-type"] == "application/json", "Content-Type is not application/json.");
        using var body = JsonDocument.Parse(call.Body);
        var root = body.RootElement;
        foreach (var member in root.EnumerateObject())
            Require(s_members.Contains(member.Name), $"There is no member '{member.Name}'.");
        Require(root.TryGetProperty("warehouse_id", out _), "warehouse_id is missing.");
        Require(!root.TryGetProperty("wait_timeout", out var wait) || wait.GetString() is "0s" || WaitTimeout().IsMatch(wait.GetString()!), "wait_timeout is 0s, or from 5s to 50s.");
        if (root.TryGetProperty("parameters", out var parameters))
        {
            foreach (var parameter in parameters.EnumerateArray())
                Require(s_types.Contains(parameter.GetProperty("type").GetString()), "A parameter has an unknown type.");
        }

        var id = $"01ef{Guid.NewGuid().ToString()[4..]}";
        var statement = new Statement(
            ResultOf(root.GetProperty("statement").GetString()!),
            root.GetProperty("disposition").GetString() == "EXTERNAL_LINKS",
            Ends.TryDequeue(out var end) ? end : null) { PollsLeft = Polls };
        _statements.Add(id, statement);
        return new(200, $$$"""{"statement_id":"{{{id}}}","status":{"state":"PENDING"}}""");
    }

    private DatabricksResult? ResultOf(string sql)
    {
        if (Results.TryGetValue(sql, out var result))
            return result;
        return TextRows.WithoutLimit(sql) is { } inner && Results.TryGetValue(inner, out result)
            ? result with { Rows = [], ToldRows = 0 }
            : null;
    }

    private ServiceReply Cancel(string id)
    {
        Cancelled.Add(id);
        return new(200, "{}");
    }

    private ServiceReply Status(string id, Statement statement)
    {
        if (statement.PollsLeft-- > 0)
            return new(200, $$$"""{"statement_id":"{{{id}}}","status":{"state":"RUNNING"}}""");
        if (statement.End is not null)
            return new(200, $$$"""{"statement_id":"{{{id}}}","status":{{{statement.End}}} }""");
        if (statement.Result is not { } result)
        {
            return new(200, $$$"""
                {"statement_id":"{{{id}}}","status":{"state":"FAILED","sql_state":"42P01","error":{"error_code":"BAD_REQUEST","message":"[TABLE_OR_VIEW_NOT_FOUND] secret"} } }
                """);
        }

        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            writer.WriteString("statement_id", id);
            writer.WriteStartObject("status");
            writer.WriteString("state", "SUCCEEDED");
            writer.WriteEndObject();
            WriteManifest(writer, statement, result);
            if (result.Rows.Count > 0)
            {
                writer.WritePropertyName("result");
                WriteResult(writer, statement, 0);
            }

            writer.WriteEndObject();
        }

        return new(200, body.ToArray());
    }

    private static void WriteManifest(Utf8JsonWriter writer, Statement statement, DatabricksResult result)
    {
        writer.WriteStartObject("manifest");
        writer.WriteString("format", "JSON_ARRAY");
        writer.WriteStartObject("schema");
        writer.WriteNumber("column_count", result.Columns.Count);
        writer.WriteStartArray("columns");
        foreach (var column in result.Columns)
        {
            writer.WriteStartObject();
            writer.WriteString("name", column.Name);
            writer.WriteString("type_text", column.Type);
            writer.WriteString("type_name", TypeName(column.Type));
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteNumber("total_chunk_count", statement.Chunks);
        writer.WriteNumber("total_row_count", result.ToldRows ?? result.Rows.Count);
        writer.WriteBoolean("truncated", result.Truncated);
        writer.WriteStartArray("chunks");
        for (var i = 0; i < statement.Chunks; i++)
        {
            writer.WriteStartObject();
            writer.WriteNumber("chunk_index", i);
            writer.WriteNumber("row_count", statement.RowsOf(i).Count());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string TypeName(string text) => text.Split('(', '<')[0].ToUpperInvariant() switch
    {
        "BIGINT" => "LONG",
        "TINYINT" => "BYTE",
        "SMALLINT" => "SHORT",
        "TIMESTAMP_NTZ" => "TIMESTAMP",
        var name => name,
    };

    private ServiceReply Chunk(Statement statement, int number)
    {
        Require(number < statement.Chunks, $"There is no chunk {number}.");
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
            WriteResult(writer, statement, number);
        return new(200, body.ToArray());
    }

    private void WriteResult(Utf8JsonWriter writer, Statement statement, int chunk)
    {
        var rows = statement.RowsOf(chunk);
        writer.WriteStartObject();
        if (!statement.IsExternal)
        {
            writer.WriteNumber("chunk_index", chunk);
            writer.WriteNumber("row_count", rows.Count());
            writer.WritePropertyName("data_array");
            TextRows.Write(writer, rows);
        }
        else
        {
            var link = Guid.NewGuid().ToString("N");
            _links[link] = (statement, chunk);
            writer.WriteStartArray("external_links");
            writer.WriteStartObject();
            writer.WriteNumber("chunk_index", chunk);
            writer.WriteNumber("row_count", rows.Count());
            if (chunk + 1 < statement.Chunks)
                writer.WriteNumber("next_chunk_index", chunk + 1);
            writer.WriteString("external_link", $"{Address}storage/{link}?signature=secret");
            writer.WriteStartObject("http_headers");
            writer.WriteString("x-storage-key", link);
            writer.WriteEndObject();
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private ServiceReply Download(ServiceCall call)
    {
        Require(call["authorization"] is null, "The token was sent to the storage.");
        var link = call.Path.Split('/')[^1];
        Require(call["x-storage-key"] == link, "A header of the link is missing.");
        Require(call.Query == "?signature=secret", "The signature of the link is missing.");
        if (EndedLinks > 0)
        {
            EndedLinks--;
            _links.Remove(link);
        }

        if (!_links.Remove(link, out var target))
            return new(403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>") { ContentType = "application/xml" };
        using var body = new MemoryStream();
        using (var writer = new Utf8JsonWriter(body))
            TextRows.Write(writer, target.Statement.RowsOf(target.Chunk));
        return new(200, body.ToArray()) { Gzip = true };
    }

    [GeneratedRegex("^/api/2.0/sql/statements/[0-9a-f-]+/cancel$")]
    private static partial Regex CancelPath();

    [GeneratedRegex("^/api/2.0/sql/statements/[0-9a-f-]+/result/chunks/[0-9]+$")]
    private static partial Regex ChunkPath();

    [GeneratedRegex("^/api/2.0/sql/statements/[0-9a-f-]+$")]
    private static partial Regex StatementPath();

    [GeneratedRegex("^([5-9]|[1-4][0-9]|50)s$")]
    private static partial Regex WaitTimeout();

    private sealed class Statement(DatabricksResult? result, bool isExternal, string? end)
    {
        public DatabricksResult? Result => result;

        public bool IsExternal => isExternal;

        public string? End => end;

        public int PollsLeft { get; set; }

        public int Chunks => (result!.Rows.Count + result.ChunkSize - 1) / result.ChunkSize;

        public IEnumerable<string?[]> RowsOf(int chunk) => result!.Rows.Skip(chunk * result.ChunkSize).Take(result.ChunkSize);
    }
}
