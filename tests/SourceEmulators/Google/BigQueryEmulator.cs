using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Census.Sync.SourceEmulators.Google;

/// <summary>The queries of BigQuery's REST API.</summary>
public sealed partial class BigQueryEmulator : GoogleEmulator
{
    private static readonly string[] s_members =
    [
        "query", "useLegacySql", "location", "maxResults", "timeoutMs", "jobTimeoutMs", "defaultDataset", "parameterMode", "queryParameters", "maximumBytesBilled", "labels", "requestId", "formatOptions", "dryRun",
    ];

    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };
    private readonly Dictionary<string, Job> _jobs = [];
    private readonly Dictionary<string, string> _requests = [];

    /// <summary>What queries return: the JSON of the schema's fields and that of each row. Points in time of a schema with a precision are text as ISO 8601 has it.</summary>
    public Dictionary<string, (string Fields, List<string> Rows)> Results { get; } = [];

    /// <summary>How often a job is not done when it is asked for.</summary>
    public int Polls { get; set; }

    /// <summary>Whether results have line breaks and indentation also for those who do not want them.</summary>
    public bool AlwaysIndents { get; set; }

    /// <summary>The most rows of a page.</summary>
    public int LargestPage { get; set; } = int.MaxValue;

    /// <summary>The number of the page that is empty and not the last.</summary>
    public int EmptyPage { get; set; } = -1;

    /// <summary>The ends of the next jobs, instead of success: the reason, and the status of the answer.</summary>
    public Queue<(int Status, string Reason)> Ends { get; } = [];

    /// <summary>What the number of rows is said to be.</summary>
    public long? ToldRows { get; set; }

    /// <summary>The tables and views of the dataset <c>d</c>: name and type.</summary>
    public List<(string Name, string Type)> Tables { get; } = [];

    public List<string> Cancelled { get; } = [];

    public int Executed => _jobs.Count;

    /// <summary>The number of jobs that have neither ended nor been cancelled.</summary>
    public int Unfinished => Synchronized(() => _jobs.Count(job => job.Value.PollsLeft > 0 && !Cancelled.Contains(job.Key)));

    protected override string Scope => "https://www.googleapis.com/auth/bigquery";

    protected override string? NameOfCall(string method, string path, IQueryCollection query) => (method, path) switch
    {
        ("POST", "/bigquery/v2/projects/p/queries") => "query",
        ("GET", "/bigquery/v2/projects/p/datasets/d/tables") => "tables",
        ("GET", _) when ResultsPath().IsMatch(path) => "results",
        ("POST", _) when CancelPath().IsMatch(path) => "cancel",
        _ => null,
    };

    protected override ServiceReply AnswerCall(ServiceCall call, IQueryCollection query)
    {
        if (call.Name == "query")
            return Indented(Query(call), query);
        if (call.Name == "tables")
            return ListTables(query);
        var id = call.Path.Split('/')[6];
        Require(query["location"] == "EU", "The location is missing.");
        if (!_jobs.TryGetValue(id, out var job))
            return Error(404, "notFound");
        if (call.Name == "cancel")
        {
            Cancelled.Add(id);
            return new(200, "{}");
        }

        var asText = query["formatOptions.timestampOutputFormat"] == "ISO8601_STRING";
        Require(asText != (query["formatOptions.useInt64Timestamp"] == "true"), "A page needs useInt64Timestamp or timestampOutputFormat, and takes no two.");
        var from = query["pageToken"].ToString() is { Length: > 0 } token ? int.Parse(token) : 0;
        return Indented(Page(id, job, from, int.Parse(query["maxResults"].ToString()), asText), query);
    }

    private static ServiceReply Error(int status, string reason) => new(status, $$$"""
        {"error":{"code":{{{status}}},"message":"secret","errors":[{"message":"secret","domain":"global","reason":"{{{reason}}}"}],"status":"X"}}
        """);

    private ServiceReply Query(ServiceCall call)
    {
        using var body = JsonDocument.Parse(call.Body);
        var root = body.RootElement;
        foreach (var member in root.EnumerateObject())
            Require(s_members.Contains(member.Name), $"There is no member '{member.Name}'.");
        Require(!root.GetProperty("useLegacySql").GetBoolean(), "Legacy SQL is the default of the API.");
        Require(root.GetProperty("formatOptions").GetProperty("useInt64Timestamp").GetBoolean(), "useInt64Timestamp is missing.");
        Require(root.GetProperty("jobTimeoutMs").ValueKind == JsonValueKind.String, "A number of 64 bits is a string.");
        var sql = root.GetProperty("query").GetString()!;
        if (!Results.ContainsKey(sql))
            return Error(400, "invalidQuery");
        if (root.TryGetProperty("dryRun", out var dryRun) && dryRun.GetBoolean())
            return new(200, $$$"""{"jobComplete":true,"schema":{"fields":{{{Results[sql].Fields}}}},"totalBytesProcessed":"1024","totalRows":"0"}""");
        var request = root.GetProperty("requestId").GetString()!;
        if (!_requests.TryGetValue(request, out var id))
        {
            id = $"job_{Guid.NewGuid():N}";
            _requests.Add(request, id);
            _jobs.Add(id, new(sql, Ends.TryDequeue(out var end) ? end : null) { PollsLeft = Polls });
        }

        return Page(id, _jobs[id], 0, root.GetProperty("maxResults").GetInt32(), timesAsText: false);
    }

    private ServiceReply Page(string id, Job job, int from, int size, bool timesAsText)
    {
        var reference = $$$"""
            "jobReference":{"projectId":"p","jobId":"{{{id}}}","location":"EU"}
            """;
        if (job.PollsLeft-- > 0)
            return new(200, $$$"""{"jobComplete":false,{{{reference}}}}""");
        if (job.End is { } end)
            return Error(end.Status, end.Reason);
        var (fields, rows) = Results[job.Sql];
        var page = job.Pages++;
        var taken = page == EmptyPage ? 0 : Math.Min(Math.Min(size, LargestPage), rows.Count - from);
        var token = from + taken < rows.Count ? $",\"pageToken\":\"{from + taken}\"" : "";
        var data = taken == 0 ? "" : $",\"rows\":[{string.Join(',', rows.Skip(from).Take(taken).Select(row => timesAsText || !fields.Contains("timestampPrecision", StringComparison.Ordinal) ? row : WithMicroseconds(row)))}]";
        return new(200, $$$"""
            {"kind":"bigquery#queryResponse","jobComplete":true,{{{reference}}},"schema":{"fields":{{{fields}}} },"totalRows":"{{{ToldRows ?? rows.Count}}}","totalBytesProcessed":"4096"{{{token}}}{{{data}}} }
            """) { Gzip = true };
    }

    private ServiceReply Indented(ServiceReply reply, IQueryCollection query)
    {
        if (query["prettyPrint"] == "false" && !AlwaysIndents)
            return reply;
        using var document = JsonDocument.Parse(reply.Body);
        return reply with { Body = JsonSerializer.SerializeToUtf8Bytes(document, s_indented) };
    }

    // What is finer is cut.
    private static string WithMicroseconds(string row) => InstantText().Replace(row, match => string.Create(
        CultureInfo.InvariantCulture,
        $"\"{(DateTime.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal) - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond * 1_000_000 + int.Parse(match.Groups[2].Value.PadRight(6, '0')[..6], CultureInfo.InvariantCulture)}\""));

    private ServiceReply ListTables(IQueryCollection query)
    {
        var from = query["pageToken"].ToString() is { Length: > 0 } token ? int.Parse(token) : 0;
        var next = from + 2 < Tables.Count ? $",\"nextPageToken\":\"{from + 2}\"" : "";
        var tables = Tables.Skip(from).Take(2).Select(table => $$$"""{"tableReference":{"projectId":"p","datasetId":"d","tableId":"{{{table.Name}}}"},"type":"{{{table.Type}}}"}""");
        return new(200, $$"""{"tables":[{{string.Join(',', tables)}}]{{next}}}""");
    }

    [GeneratedRegex("\"([0-9]{4}-[0-9-]+T[0-9:]+)\\.?([0-9]*)Z\"")]
    private static partial Regex InstantText();

    [GeneratedRegex("^/bigquery/v2/projects/p/queries/job_[0-9a-f]+$")]
    private static partial Regex ResultsPath();

    [GeneratedRegex("^/bigquery/v2/projects/p/jobs/job_[0-9a-f]+/cancel$")]
    private static partial Regex CancelPath();

    private sealed class Job(string sql, (int Status, string Reason)? end)
    {
        public string Sql => sql;

        public (int Status, string Reason)? End => end;

        public int PollsLeft { get; set; }

        public int Pages { get; set; }
    }
}
