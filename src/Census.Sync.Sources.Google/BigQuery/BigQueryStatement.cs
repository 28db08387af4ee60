using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>One query: submitted, waited for, its pages fetched, cancelled.</summary>
internal sealed class BigQueryStatement(ServiceCalls calls, BigQuerySourceOptions options, TimeProvider time)
{
    private const int MaximumJobs = 4;
    private const int ServerWait = 10_000;

    // Of the digits behind the second, a parameter has six or these.
    private const string Picoseconds = "12";

    // The id of the job is told by the first answer, and a job without a known id cannot be cancelled.
    private const int FirstServerWait = 2_000;
    private static readonly ApiCall QueryCall = new("bigquery query", RepeatRule.Safe);
    private static readonly ApiCall ResultsCall = new("bigquery results", RepeatRule.Safe);
    private static readonly ApiCall CancelCall = new("bigquery cancel", RepeatRule.Safe);
    private static readonly TimeSpan PauseBeforeNextJob = TimeSpan.FromSeconds(2);

    // The service waits before it says that a job still runs, unless it is in trouble: then it is not asked all the time.
    private static readonly TimeSpan PauseBetweenPolls = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private BigQueryJob? _job;
    private long? _bytes;

    /// <summary>Whether points in time come as text instead of as microseconds.</summary>
    public bool TellsTimesAsText { get; private set; }

    public SourceReadCost Cost => calls.Cost with { StatementId = _job?.JobId, BytesBilled = _bytes };

    /// <summary>Runs the query and waits for its first page. A job that failed for a reason that passes is run again, as another job.</summary>
    public async ValueTask<(ApiResult Answer, BigQueryReply Reply)> ExecuteAsync(string sql, Model model, bool dryRun, CancellationToken cancellationToken)
    {
        for (var job = 1; ; job++)
        {
            try
            {
                return await RunAsync(sql, model, dryRun, cancellationToken).ConfigureAwait(false);
            }
            catch (GoogleSourceException e) when (job < MaximumJobs && e.Reason is "jobBackendError" or "jobInternalError" or "jobRateLimitExceeded" or "tableUnavailable")
            {
                await Task.Delay(PauseBeforeNextJob * job, time, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Fetches a page. Pages do not change, so it may be repeated.</summary>
    public async ValueTask<(ApiResult Answer, BigQueryReply Reply)> GetPageAsync(string? pageToken, CancellationToken cancellationToken)
    {
        if (_job?.JobId is null)
            throw new GoogleSourceException("BigQuery accepted the query and gave no id for its job.");
        var location = _job.Location ?? options.Location;
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"{PathOf("queries")}/{Uri.EscapeDataString(_job.JobId)}?maxResults={options.PageSize}&timeoutMs={ServerWait}&prettyPrint=false&{(TellsTimesAsText ? "formatOptions.timestampOutputFormat=ISO8601_STRING" : "formatOptions.useInt64Timestamp=true")}{(location is null ? "" : $"&location={Uri.EscapeDataString(location)}")}{(pageToken is null ? "" : $"&pageToken={Uri.EscapeDataString(pageToken)}")}");
        var answer = await calls.SendAsync(ResultsCall, path, static path => new(HttpMethod.Get, path), cancellationToken).ConfigureAwait(false);
        return Checked(answer, isPage: pageToken is not null);
    }

    private string PathOf(string what) => $"bigquery/v2/projects/{Uri.EscapeDataString(options.ProjectId)}/{what}";

    private async ValueTask<(ApiResult Answer, BigQueryReply Reply)> RunAsync(string sql, Model model, bool dryRun, CancellationToken cancellationToken)
    {
        _job = null;
        try
        {
            using var late = new LateCancellation(time, cancellationToken);
            var body = BodyOf(sql, model, dryRun);
            var (answer, reply) = Checked(await calls.SendAsync(
                QueryCall,
                (Path: $"{PathOf("queries")}?prettyPrint=false", Body: body),
                static state =>
                {
                    var content = new ByteArrayContent(state.Body);
                    content.Headers.ContentType = JsonType;
                    return new(HttpMethod.Post, state.Path) { Content = content };
                },
                late.Token).ConfigureAwait(false));
            _job = reply.Job ?? _job;
            while (!reply.IsComplete && !dryRun)
            {
                answer.Dispose();
                await Task.Delay(PauseBetweenPolls, time, cancellationToken).ConfigureAwait(false);
                (answer, reply) = await GetPageAsync(null, cancellationToken).ConfigureAwait(false);
                _job = reply.Job ?? _job;
            }

            _bytes = reply.BytesProcessed;
            if (dryRun || reply.Schema?.Fields?.Any(field => field.HasPicoseconds()) != true)
                return (answer, reply);

            // Only the schema tells. The result is there, so that its first page costs no more than another call.
            answer.Dispose();
            TellsTimesAsText = true;
            return await GetPageAsync(null, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not GoogleSourceException)
        {
            // What runs on costs money, though nobody waits for it.
            await CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private byte[] BodyOf(string sql, Model model, bool dryRun)
    {
        var dataset = options.DefaultDataset?.Split('.');
        return JsonSerializer.SerializeToUtf8Bytes(
            new(
                sql,
                UseLegacySql: false,
                options.Location,
                options.PageSize,
                FirstServerWait,
                ((long)options.JobTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
                dataset is null ? null : new(dataset.Length > 1 ? dataset[0] : options.ProjectId, dataset[^1]),
                model.Parameters.Count > 0 ? "NAMED" : null,
                model.Parameters.Count > 0 ? [.. model.Parameters.Select(ParameterOf)] : null,
                options.MaximumBytesBilled?.ToString(CultureInfo.InvariantCulture),
                new Dictionary<string, string> { ["tool"] = "census-sync" },
                Guid.CreateVersion7(time.GetUtcNow()).ToString("D"),
                new(UseInt64Timestamp: true),
                dryRun ? true : null),
            BigQueryJson.Default.BigQueryRequest);
    }

    private static BigQueryParameter ParameterOf(ModelParameter parameter) => new(
        parameter.Name,
        new(TypeOf(parameter.Value.Kind), parameter.Value.Kind == FieldValueKind.Instant && parameter.Value.AsInstant().Nanosecond != 0 ? Picoseconds : null),
        new(parameter.Value switch
        {
            { HasValue: false } => null,
            { Kind: FieldValueKind.Bytes } bytes => Convert.ToBase64String(bytes.AsBytes().Span),
            var value => value.ToText(),
        }));

    private static string TypeOf(FieldValueKind kind) => kind switch
    {
        FieldValueKind.Boolean => "BOOL",
        FieldValueKind.Integer => "INT64",
        FieldValueKind.Decimal or FieldValueKind.BigDecimal => "BIGNUMERIC",
        FieldValueKind.Float => "FLOAT64",
        FieldValueKind.Date => "DATE",
        FieldValueKind.Time => "TIME",
        FieldValueKind.LocalTimestamp => "DATETIME",
        FieldValueKind.Instant => "TIMESTAMP",
        FieldValueKind.Bytes => "BYTES",
        _ => "STRING",
    };

    private (ApiResult Answer, BigQueryReply Reply) Checked(ApiResult answer, bool isPage = false)
    {
        try
        {
            return answer.Response!.IsSuccessStatus ? (answer, BigQueryReply.Parse(answer.Response.Body.Span, isPage)) : throw Failure(answer.Response);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private GoogleSourceException Failure(ApiResponse response)
    {
        var (reason, said) = GoogleCalls.ErrorOf(response);
        var message = (response.Status, reason) switch
        {
            (HttpStatusCode.Unauthorized, _) => "BigQuery refused the credential",
            (_, "accessDenied") => "BigQuery forbids the read: the reader needs bigquery.jobs.create on the project and bigquery.tables.getData on the data",
            (_, "quotaExceeded") => "A quota of the project is used up; it is refilled within a day",
            (_, "billingNotEnabled") => "The project has no billing",
            (_, "bytesBilledLimitExceeded") => $"The query would read more than {options.MaximumBytesBilled} bytes",
            (_, "responseTooLarge") => "The result is too large to be delivered: select fewer columns, or leave ORDER BY out",
            (_, "stopped" or "timeout") => "The query took longer than its timeout, or somebody cancelled it",
            (_, "notFound") or (HttpStatusCode.NotFound, _) => "BigQuery does not find what the query names, or its job: check project, dataset and location",
            (>= HttpStatusCode.InternalServerError, _) => "BigQuery failed",
            (HttpStatusCode.BadRequest, "invalid" or "invalidQuery" or "resourcesExceeded") => "BigQuery refused the query",
            _ => string.Create(CultureInfo.InvariantCulture, $"BigQuery answered with status {(int)response.Status}"),
        };
        var words = options.IncludeServiceMessages && said is not null ? $" It says: {said}" : "";
        return new($"{message}{(reason is null ? "" : $" ({reason})")}.{words}", reason, _job?.JobId, response.Status >= HttpStatusCode.InternalServerError);
    }

    private async ValueTask CancelAsync()
    {
        if (_job?.JobId is null)
            return;
        try
        {
            using var timeout = new CancellationTokenSource(CancelTimeout, time);
            var location = _job.Location ?? options.Location;
            using var answer = await calls.SendAsync(
                CancelCall,
                $"{PathOf("jobs")}/{Uri.EscapeDataString(_job.JobId)}/cancel{(location is null ? "" : $"?location={Uri.EscapeDataString(location)}")}",
                static path => new(HttpMethod.Post, path),
                timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SyncSourceException or OperationCanceledException)
        {
            // The first error is the one to tell; the job ends by its timeout.
        }
    }
}
