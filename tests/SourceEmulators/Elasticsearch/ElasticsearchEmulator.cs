using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.SourceEmulators.Elasticsearch;

/// <summary>The parts of the REST API of Elasticsearch or OpenSearch that read.</summary>
public sealed class ElasticsearchEmulator : ServiceEmulator
{
    private const long FirstPlace = 9_007_199_254_740_993;
    // The id of a point in time changes with each answer; the one before holds too, for whoever never saw the answer.
    private readonly Dictionary<string, (string Index, string Query, string Id, string Before)> _contexts = [];
    private readonly Dictionary<string, (string Query, int Position, int Size)> _cursors = [];

    // All cursors of a query of SQL are places in one context: closing any of them closes it. By cursor, the first one of its query.
    private readonly Dictionary<string, string> _queries = [];
    private int _ids;

    public string Version { get; set; } = "8.15.0";

    public bool IsOpenSearch { get; set; }

    /// <summary>The value of Authorization that is good; null if the cluster asks for none.</summary>
    public string? Authorization { get; set; }

    /// <summary>The mappings by index, as JSON of <c>properties</c>.</summary>
    public Dictionary<string, string> Mappings { get; } = [];

    /// <summary>The documents by index: id, and the JSON of <c>fields</c>.</summary>
    public Dictionary<string, List<(string Id, string Fields)>> Documents { get; } = [];

    /// <summary>What SQL queries return: the JSON of columns and that of each row.</summary>
    public Dictionary<string, (string Columns, List<string> Rows)> Queries { get; } = [];

    /// <summary>The largest page the cluster can answer.</summary>
    public int LargestPage { get; set; } = 10_000;

    /// <summary>The contexts and cursors that are open.</summary>
    public int Open => _contexts.Count + _cursors.Count;

    private string SqlPath => IsOpenSearch ? "/_plugins/_sql" : "/_sql";

    protected override string? NameOf(string method, string path, IQueryCollection query) => (method, path) switch
    {
        ("GET", "/") => "info",
        ("GET", "/_cat/indices") => "indices",
        ("GET", _) when path.EndsWith("/_mapping", StringComparison.Ordinal) => "mapping",
        ("POST", _) when !IsOpenSearch && path.EndsWith("/_pit", StringComparison.Ordinal) => "open",
        ("DELETE", "/_pit") when !IsOpenSearch => "close",
        ("POST", _) when IsOpenSearch && path.EndsWith("/_search/point_in_time", StringComparison.Ordinal) => "open",
        ("DELETE", "/_search/point_in_time") when IsOpenSearch => "close",
        ("POST", "/_search/scroll") => "scroll",
        ("DELETE", "/_search/scroll") => "close",
        ("POST", _) when path.EndsWith("/_search", StringComparison.Ordinal) => "search",
        ("POST", _) when path == SqlPath => "sql",
        ("POST", _) when path == SqlPath + "/close" => "sql close",
        _ => null,
    };

    protected override ServiceReply Answer(ServiceCall call, IQueryCollection query)
    {
        lock (_contexts)
        {
            if (call["authorization"] != Authorization)
                return Error(401, "security_exception", "missing authentication credentials");
            if (call.Method != "GET")
                Require(call.Body.Length == 0 || call["content-type"] == "application/json", "Content-Type is not application/json.");
            var index = call.Path.Split('/')[1];
            return call.Name switch
            {
                "info" => Info(),
                "indices" => new(200, "[" + string.Join(',', Documents.Keys.Order().Select(name => $$"""{"index":"{{name}}"}""")) + "]"),
                "mapping" => Mapping(index),
                "open" => OpenPoint(index, query),
                "search" => Search(call, query, index),
                "scroll" => Scroll(call),
                "close" => Close(call),
                "sql close" => CloseCursor(call),
                _ => Sql(call, query),
            };
        }
    }

    private static ServiceReply Error(int status, string type, string reason) => new(status, $$$"""
        {"error":{"root_cause":[{"type":"{{{type}}}","reason":"{{{reason}}} secret"}],"type":"search_phase_execution_exception","reason":"all shards failed"},"status":{{{status}}}}
        """);

    private ServiceReply Info() => new(200, IsOpenSearch
        ? $$$"""{"name":"n","version":{"distribution":"opensearch","number":"{{{Version}}}"},"tagline":"The OpenSearch Project"}"""
        : $$$"""{"name":"n","version":{"number":"{{{Version}}}"},"tagline":"You Know, for Search"}""");

    private ServiceReply Mapping(string index)
    {
        var names = Mappings.Keys.Where(name => index.EndsWith('*') ? name.StartsWith(index[..^1], StringComparison.Ordinal) : name == index).ToList();
        return names.Count == 0
            ? Error(404, "index_not_found_exception", "no such index")
            : new(200, "{" + string.Join(',', names.Select(name => $$$"""
                "{{{name}}}":{"mappings":{"properties":{{{Mappings[name]}}}}}
                """)) + "}");
    }

    private ServiceReply OpenPoint(string index, IQueryCollection query)
    {
        Require(query.ContainsKey("keep_alive"), "keep_alive is missing.");
        Require(!IsOpenSearch || query["allow_partial_pit_creation"] == "false", "A partial point in time would be opened.");
        if (!HasPoints())
            return Error(400, "illegal_argument_exception", "no handler");
        var id = $"pit-{++_ids}";
        _contexts[id] = (index, "", id, id);
        return new(200, IsOpenSearch ? $$"""{"pit_id":"{{id}}","creation_time":1}""" : $$"""{"id":"{{id}}"}""");
    }

    private bool HasPoints() => System.Version.Parse(Version) >= (IsOpenSearch ? new Version(2, 4) : new Version(7, 10));

    private bool HasPlaces() => System.Version.Parse(Version) >= (IsOpenSearch ? new Version(3, 3) : new Version(7, 12));

    private ServiceReply Search(ServiceCall call, IQueryCollection query, string index)
    {
        Require(query["allow_partial_search_results"] == "false", "Partial results are allowed.");
        using var body = JsonDocument.Parse(call.Body);
        var root = body.RootElement;
        var size = root.GetProperty("size").GetInt32();
        if (size > LargestPage)
            return Error(429, "circuit_breaking_exception", "Data too large");
        var sort = root.GetProperty("sort").GetRawText();
        if (query.ContainsKey("scroll"))
        {
            Require(sort == """["_doc"]""", "A scroll is sorted by _doc.");
            var scroll = $"scroll-{++_ids}";
            _cursors[scroll] = (index, size, size);
            return Hits(index, 0, size, null, scroll, counted: true);
        }

        Require(call.Path == "/_search", "A search of a point in time names no index.");
        var pit = root.GetProperty("pit").GetProperty("id").GetString()!;
        if (KeyOf(pit) is not { } key)
            return Error(404, "search_context_missing_exception", "No search context found for id [123]");
        var context = _contexts[key];
        if (sort.Contains("_shard_doc", StringComparison.Ordinal) && !HasPlaces())
            return Error(400, "illegal_argument_exception", "No mapping found for [_shard_doc]");
        var fixedPart = root.GetProperty("query").GetRawText() + sort;
        Require(context.Query is "" || context.Query == fixedPart, "Query or sort changed between pages.");
        var next = $"pit-{++_ids}";
        _contexts[key] = (context.Index, fixedPart, next, pit);
        var from = root.TryGetProperty("search_after", out var after) ? (int)(after[0].GetInt64() - FirstPlace) + 1 : 0;
        return Hits(context.Index, from, size, next, null, root.GetProperty("track_total_hits").GetBoolean());
    }

    private string? KeyOf(string pit) => _contexts.FirstOrDefault(context => context.Value.Id == pit || context.Value.Before == pit).Key;

    private ServiceReply Scroll(ServiceCall call)
    {
        using var body = JsonDocument.Parse(call.Body);
        var id = body.RootElement.GetProperty("scroll_id").GetString()!;
        if (!_cursors.TryGetValue(id, out var cursor))
            return Error(404, "search_context_missing_exception", "No search context found");
        _cursors[id] = cursor with { Position = cursor.Position + cursor.Size };
        return Hits(cursor.Query, cursor.Position, cursor.Size, null, id, counted: true);
    }

    private ServiceReply Hits(string index, int from, int size, string? pit, string? scroll, bool counted)
    {
        var documents = Documents.GetValueOrDefault(index) ?? [];
        var hits = documents.Skip(from).Take(size).Select((document, i) => $$$"""
            {"_index":"{{{index}}}","_id":{{{JsonSerializer.Serialize(document.Id)}}},"_score":null,"fields":{{{document.Fields}}},"sort":[{{{FirstPlace + from + i}}}]}
            """);
        var id = pit is not null ? $$""" "pit_id":"{{pit}}", """ : $$""" "_scroll_id":"{{scroll}}", """;
        var total = counted ? $$""" "total":{"value":{{documents.Count}},"relation":"eq"}, """ : "";
        return new(200, $$$"""
            { {{{id}}} "took":1,"timed_out":false,"_shards":{"total":3,"successful":3,"skipped":0,"failed":0},"hits":{ {{{total}}} "max_score":null,"hits":[{{{string.Join(',', hits)}}}]} }
            """) { Gzip = true };
    }

    private ServiceReply Close(ServiceCall call)
    {
        var body = JsonNode.Parse(call.Body)!;
        var id = body["scroll_id"]?.GetValue<string>() ?? body["id"]?.GetValue<string>() ?? body["pit_id"]![0]!.GetValue<string>();
        return KeyOf(id) is { } key && _contexts.Remove(key) || _cursors.Remove(id) ? new(200, """{"succeeded":true}""") : new(404, "{}");
    }

    private ServiceReply CloseCursor(ServiceCall call)
    {
        var query = _queries[JsonNode.Parse(call.Body)!["cursor"]!.GetValue<string>()];
        foreach (var (cursor, first) in _queries)
        {
            if (first == query)
                _cursors.Remove(cursor);
        }

        return new(200, """{"succeeded":true}""");
    }

    private ServiceReply Sql(ServiceCall call, IQueryCollection query)
    {
        Require(IsOpenSearch || query["format"] == "json", "format=json is missing.");
        var body = JsonNode.Parse(call.Body)!;
        if (body["cursor"]?.GetValue<string>() is { } cursor)
            return _cursors.Remove(cursor, out var open) ? Page(open.Query, open.Position, open.Size, _queries[cursor]) : Error(404, "search_context_missing_exception", "gone");
        var sql = body["query"]!.GetValue<string>();
        return Queries.ContainsKey(sql) ? Page(sql, 0, body["fetch_size"]!.GetValue<int>(), null) : Error(400, "parsing_exception", "line 1:1");
    }

    private ServiceReply Page(string sql, int position, int size, string? firstCursor)
    {
        var (columns, rows) = Queries[sql];
        var (columnsName, rowsName) = IsOpenSearch ? ("schema", "datarows") : ("columns", "rows");
        var head = position == 0 ? $"\"{columnsName}\":{columns}," : "";
        var tail = "";
        if (position + size < rows.Count)
        {
            var next = $"cursor-{++_ids}";
            _cursors[next] = (sql, position + size, size);
            _queries[next] = firstCursor ?? next;
            tail = $",\"cursor\":\"{next}\"";
        }

        return new(200, $$"""{ {{head}}"{{rowsName}}":[{{string.Join(',', rows.Skip(position).Take(size))}}]{{tail}} }""");
    }
}
