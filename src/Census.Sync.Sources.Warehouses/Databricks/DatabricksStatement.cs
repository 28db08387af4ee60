using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>One statement: submitted, waited for, its chunks fetched, cancelled.</summary>
internal sealed class DatabricksStatement(ServiceCalls calls, ServiceCalls storage, DatabricksSourceOptions options, TimeProvider time)
{
    private const int MaximumSubmissions = 4;
    private const int MaximumLinks = 4;
    private static readonly ApiCall SubmitCall = new("databricks submit", RepeatRule.Safe);
    private static readonly ApiCall PollCall = new("databricks status", RepeatRule.Safe);
    private static readonly ApiCall ChunkCall = new("databricks chunk", RepeatRule.Safe);
    private static readonly ApiCall DownloadCall = new("databricks download", RepeatRule.Safe);
    private static readonly ApiCall CancelCall = new("databricks cancel", RepeatRule.Safe);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private string? _id;

    public SourceReadCost Cost
    {
        get
        {
            var (asked, fetched) = (calls.Cost, storage.Cost);
            return new()
            {
                Calls = asked.Calls + fetched.Calls,
                BytesReceived = asked.BytesReceived + fetched.BytesReceived,
                StatementId = _id,
            };
        }
    }

    /// <summary>Runs the statement and waits for its result. One that failed for a reason that passes is run again.</summary>
    /// <returns>The answer with the manifest.</returns>
    public async ValueTask<(ApiResult Answer, DatabricksReply Reply)> ExecuteAsync(string sql, Model model, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new(
                sql,
                options.WarehouseId,
                options.Catalog,
                options.Schema,
                "0s",
                "CONTINUE",
                options.UseInlineResults ? "INLINE" : "EXTERNAL_LINKS",
                "JSON_ARRAY",
                model.Parameters.Count > 0 ? [.. model.Parameters.Select(ParameterOf)] : null),
            DatabricksJson.Default.DatabricksSubmission);
        var pause = FirstPause;
        for (var submission = 1; ; submission++, pause = Min(pause * 4, LongestPause))
        {
            var (answer, reply) = await RunAsync(body, cancellationToken).ConfigureAwait(false);
            if (reply.Status?.State == "SUCCEEDED" && reply.Manifest is not null)
                return (answer, reply);

            using (answer)
            {
                if (submission == MaximumSubmissions || !Passes(reply.Status?.Error?.Code, submission))
                    throw Failure(answer.Response!, reply);
            }

            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Fetches the rows of a chunk, with a new link if the last one has ended. Chunks do not change, so it may be repeated.</summary>
    public async ValueTask<(ApiResult Answer, int RowsStart, long? Rows)> GetChunkAsync(int number, DatabricksLink? link, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (link is null)
            {
                var answer = await calls.SendAsync(
                    ChunkCall, string.Create(CultureInfo.InvariantCulture, $"api/2.0/sql/statements/{_id}/result/chunks/{number}"), Get, cancellationToken).ConfigureAwait(false);
                var reply = DatabricksReply.Parse(answer.Response!.Body.Span, untilRows: answer.Response.IsSuccessStatus);
                if (answer.Response.IsSuccessStatus && reply.RowsStart >= 0)
                    return (answer, reply.RowsStart, null);
                using (answer)
                {
                    link = answer.Response.IsSuccessStatus && reply.Links is { Count: > 0 } links ? LinkOf(links, number) : null;
                    if (link is null)
                        throw Failure(answer.Response, reply);
                }
            }

            var download = await DownloadAsync(link, cancellationToken).ConfigureAwait(false);
            if (download.Response!.IsSuccessStatus)
                return (download, 0, link.RowCount);
            using (download)
            {
                // What a storage answers to a link that has ended is its own business: 403 usually.
                if (attempt == MaximumLinks)
                    throw new WarehouseException(string.Create(CultureInfo.InvariantCulture, $"The storage of Databricks refused {attempt} links in a row for chunk {number} (status {(int)download.Response.Status})."), null, _id, true);
            }

            link = null;
        }
    }

    public async ValueTask CancelAsync()
    {
        if (_id is null)
            return;
        try
        {
            using var timeout = new CancellationTokenSource(CancelTimeout, time);
            using var answer = await calls.SendAsync(
                CancelCall, _id, static id => new(HttpMethod.Post, $"api/2.0/sql/statements/{id}/cancel"), timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SyncSourceException or OperationCanceledException)
        {
            // The first error is the one to tell.
        }
    }

    private static DatabricksLink? LinkOf(IReadOnlyList<DatabricksLink> links, int number)
    {
        foreach (var link in links)
        {
            if (link.ChunkIndex == number && link.ExternalLink is not null)
                return link;
        }

        return null;
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static HttpRequestMessage Get(string address) => new(HttpMethod.Get, address);

    private static bool Passes(string? code, int submission) => code switch
    {
        "TEMPORARILY_UNAVAILABLE" or "WORKSPACE_TEMPORARILY_UNAVAILABLE" or "SERVICE_UNDER_MAINTENANCE" or "RESOURCE_EXHAUSTED" or "IO_ERROR" => true,
        "INTERNAL_ERROR" => submission == 1,
        _ => false,
    };

    private static DatabricksParameter ParameterOf(ModelParameter parameter) => new(
        parameter.Name,
        parameter.Value.HasValue ? parameter.Value.ToText() : null,
        parameter.Value.Kind switch
        {
            FieldValueKind.Boolean => "BOOLEAN",
            FieldValueKind.Integer => "BIGINT",
            FieldValueKind.Float => "DOUBLE",
            FieldValueKind.Date => "DATE",
            FieldValueKind.Instant => "TIMESTAMP",
            FieldValueKind.LocalTimestamp => "TIMESTAMP_NTZ",

            // A decimal without its precision would be cut to ten digits; a string is compared as the number it is.
            _ => "STRING",
        });

    private async ValueTask<(ApiResult Answer, DatabricksReply Reply)> RunAsync(byte[] body, CancellationToken cancellationToken)
    {
        _id = null;
        var startedAt = time.GetTimestamp();
        try
        {
            using var late = new LateCancellation(time, cancellationToken);
            var answer = await calls.SendAsync(SubmitCall, body, CreateSubmission, late.Token).ConfigureAwait(false);
            for (var pause = FirstPause; ; pause = Min(pause * 2, LongestPause))
            {
                var reply = DatabricksReply.Parse(answer.Response!.Body.Span);
                _id ??= reply.StatementId;
                if (!answer.Response.IsSuccessStatus || reply.Status?.State is not ("PENDING" or "RUNNING"))
                    return (answer, reply);
                answer.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
                if (_id is null)
                    throw new WarehouseException("Databricks accepted the statement and gave no id for it.");
                if (time.GetElapsedTime(startedAt) > options.StatementTimeout)
                    throw new SyncSourceException($"The statement ran for more than {options.StatementTimeout} and was cancelled. Raise the timeout, or read less.");
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                answer = await calls.SendAsync(PollCall, $"api/2.0/sql/statements/{_id}", Get, cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            // What runs on costs money, though nobody waits for it.
            await CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static HttpRequestMessage CreateSubmission(byte[] body)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = JsonType;
        return new(HttpMethod.Post, "api/2.0/sql/statements") { Content = content };
    }

    // A link is a secret of its own and goes to another server, which must not see the token.
    private async ValueTask<ApiResult> DownloadAsync(DatabricksLink link, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(link.ExternalLink, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
            throw new WarehouseException("Databricks gave a link that is no address of a storage.", null, _id);
        return await storage.SendAsync(
            DownloadCall,
            (address, link.HttpHeaders),
            static state =>
            {
                var request = new HttpRequestMessage(HttpMethod.Get, state.address);
                foreach (var (name, value) in state.HttpHeaders ?? new Dictionary<string, string>())
                    request.Headers.TryAddWithoutValidation(name, value);
                return request;
            },
            cancellationToken).ConfigureAwait(false);
    }

    private WarehouseException Failure(ApiResponse response, DatabricksReply reply)
    {
        var error = reply.Status?.Error ?? reply.Refusal;
        var message = response.Status switch
        {
            HttpStatusCode.Unauthorized => $"Databricks refused the {options.Credential}: check that it belongs to the workspace and has not ended",
            HttpStatusCode.Forbidden => "Databricks forbids the call: the reader needs CAN USE on the SQL warehouse, USE CATALOG, USE SCHEMA and SELECT",
            HttpStatusCode.NotFound => "Databricks does not know the statement or the warehouse: check the warehouse's id; a result is kept for an hour",
            >= HttpStatusCode.InternalServerError => "Databricks failed",
            _ when reply.Status?.State == "CLOSED" => "The statement succeeded and its result is gone: Databricks closed it",
            _ when reply.Status?.State is { } state && state != "SUCCEEDED" => $"The statement ended as {state}",
            HttpStatusCode.OK => "Databricks' answer is not what it should be",
            _ => string.Create(CultureInfo.InvariantCulture, $"Databricks answered with status {(int)response.Status}"),
        };
        var code = error?.Code is null ? "" : $" (code {error.Code}{(reply.Status?.SqlState is { Length: > 0 } sqlState ? $", SQL state {sqlState}" : "")})";
        var words = options.IncludeServiceMessages && error?.Message is { } said ? $" It says: {said}" : "";
        return new($"{message}{code}.{words}", error?.Code, _id, response.Status >= HttpStatusCode.InternalServerError || Passes(error?.Code, 1));
    }
}
