using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>One statement: submitted, waited for, cancelled.</summary>
internal sealed class SnowflakeStatement(ServiceCalls calls, SnowflakeSourceOptions options, TimeProvider time)
{
    private static readonly ApiCall SubmitCall = new("snowflake submit", RepeatRule.Safe);
    private static readonly ApiCall PollCall = new("snowflake status", RepeatRule.Safe);
    private static readonly ApiCall PartitionCall = new("snowflake partition", RepeatRule.Safe);
    private static readonly ApiCall CancelCall = new("snowflake cancel", RepeatRule.Safe);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan CancelTimeout = TimeSpan.FromSeconds(5);
    private static readonly MediaTypeHeaderValue JsonType = new("application/json");

    private string? _handle;

    public SourceReadCost Cost => calls.Cost with { StatementId = _handle };

    /// <summary>Runs the statement and waits for its result.</summary>
    /// <returns>The answer with the first rows.</returns>
    public async ValueTask<(ApiResult Answer, SnowflakeReply Reply)> ExecuteAsync(string sql, Model model, CancellationToken cancellationToken)
    {
        var body = BodyOf(sql, model);
        var requestId = Guid.CreateVersion7(time.GetUtcNow());
        try
        {
            // With a handle at once, a statement can be cancelled from its first second on. An attempt after the first says that it is one, and the server
            // does not run the statement twice.
            var submission = new Submission(body, requestId);
            using var late = new LateCancellation(time, cancellationToken);
            var answer = await calls.SendAsync(SubmitCall, submission, static state => state.CreateRequest(), late.Token).ConfigureAwait(false);
            for (var pause = FirstPause; ; pause = Min(pause * 2, LongestPause))
            {
                var reply = SnowflakeReply.Parse(answer.Response!.Body.Span);
                _handle ??= reply.Handle;
                if (!IsRunning(answer.Response, in reply))
                    return Checked(answer, in reply);
                answer.Dispose();
                cancellationToken.ThrowIfCancellationRequested();
                if (_handle is null)
                    throw new WarehouseException("Snowflake accepted the statement and gave no handle for it.");
                await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
                answer = await calls.SendAsync(PollCall, _handle, static handle => Get($"api/v2/statements/{handle}"), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is not WarehouseException)
        {
            await CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Fetches the rows of a part of the result. Parts do not change, so it may be repeated.</summary>
    public async ValueTask<(ApiResult Answer, SnowflakeReply Reply)> GetPartitionAsync(int number, CancellationToken cancellationToken)
    {
        var answer = await calls.SendAsync(
            PartitionCall,
            string.Create(CultureInfo.InvariantCulture, $"api/v2/statements/{_handle}?partition={number}"),
            Get,
            cancellationToken).ConfigureAwait(false);
        var reply = SnowflakeReply.Parse(answer.Response!.Body.Span, untilRows: answer.Response.IsSuccessStatus);
        return Checked(answer, in reply);
    }

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static bool IsRunning(ApiResponse response, in SnowflakeReply reply) =>
        response.Status == HttpStatusCode.Accepted || reply.Code is "333333" or "333334"
        || response.Status == HttpStatusCode.TooManyRequests && reply.Handle is not null;

    private static HttpRequestMessage Get(string address) => new(HttpMethod.Get, address);

    private byte[] BodyOf(string sql, Model model)
    {
        var bindings = new Dictionary<string, SnowflakeBinding>();
        for (var i = 0; i < model.Parameters.Count; i++)
            bindings.Add((i + 1).ToString(CultureInfo.InvariantCulture), BindingOf(model.Parameters[i].Value));
        return JsonSerializer.SerializeToUtf8Bytes(
            new(
                sql,
                options.StatementTimeout is { } timeout ? (long)Math.Ceiling(timeout.TotalSeconds) : null,
                options.Database,
                options.Schema,
                options.Warehouse,
                options.Role,
                bindings.Count > 0 ? bindings : null,
                new Dictionary<string, string> { ["TIMEZONE"] = "UTC", ["QUERY_TAG"] = options.QueryTag, ["BINARY_OUTPUT_FORMAT"] = "HEX" }),
            SnowflakeJson.Default.SnowflakeSubmission);
    }

    // Dates and times go as text, which Snowflake casts: its encodings of bound ones are not those of its results.
    private static SnowflakeBinding BindingOf(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Absent or FieldValueKind.Null => new("TEXT", null),
        FieldValueKind.Boolean => new("BOOLEAN", value.AsBoolean() ? "true" : "false"),
        FieldValueKind.Integer or FieldValueKind.Decimal or FieldValueKind.BigDecimal => new("FIXED", value.ToText()),
        FieldValueKind.Float => new("REAL", value.ToText()),
        _ => new("TEXT", value.ToText()),
    };

    private (ApiResult Answer, SnowflakeReply Reply) Checked(ApiResult answer, in SnowflakeReply reply)
    {
        // A failed statement was seen to come with status 200.
        var isGood = answer.Response!.IsSuccessStatus && reply.SqlState is null or "" or "00000";
        if (isGood && reply.RowsStart >= 0)
            return (answer, reply);
        using (answer)
            throw isGood ? new WarehouseException("Snowflake's answer has no rows where they should be.", reply.Code, _handle) : Failure(answer.Response, in reply);
    }

    private WarehouseException Failure(ApiResponse response, in SnowflakeReply reply)
    {
        var message = response.Status switch
        {
            HttpStatusCode.Unauthorized =>
                $"Snowflake refused the {options.Credential}: check account, user, key and this machine's clock, and that the user has the public key",
            HttpStatusCode.Forbidden => "Snowflake forbids the call: check the network policy of the user, and the role",
            HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed => "There is no SQL API at the address: check the account identifier",
            HttpStatusCode.RequestTimeout => "The statement took longer than its timeout, and Snowflake cancelled it",
            HttpStatusCode.UnprocessableEntity => "Snowflake refused the statement",
            >= HttpStatusCode.InternalServerError => "Snowflake failed",
            _ => string.Create(CultureInfo.InvariantCulture, $"Snowflake answered with status {(int)response.Status}"),
        };
        var code = reply.Code is null ? "" : $" (code {reply.Code}{(reply.SqlState is { Length: > 0 } state ? $", SQL state {state}" : "")})";
        var words = options.IncludeServiceMessages && reply.Message is { } said ? $" It says: {said}" : "";
        return new($"{message}{code}.{words}", reply.Code, _handle, response.Status >= HttpStatusCode.InternalServerError);
    }

    // What runs on costs money, though nobody waits for it.
    private async ValueTask CancelAsync()
    {
        if (_handle is null)
            return;
        try
        {
            using var timeout = new CancellationTokenSource(CancelTimeout, time);
            using var answer = await calls.SendAsync(
                CancelCall, _handle, static handle => new(HttpMethod.Post, $"api/v2/statements/{handle}/cancel"), timeout.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SyncSourceException or OperationCanceledException)
        {
            // The first error is the one to tell; the statement ends by its timeout.
        }
    }

    private sealed class Submission(byte[] body, Guid requestId)
    {
        private int _attempts;

        public HttpRequestMessage CreateRequest()
        {
            var content = new ByteArrayContent(body);
            content.Headers.ContentType = JsonType;
            var again = _attempts++ > 0 ? "&retry=true" : "";
            return new(HttpMethod.Post, $"api/v2/statements?async=true&requestId={requestId:D}{again}") { Content = content };
        }
    }
}
