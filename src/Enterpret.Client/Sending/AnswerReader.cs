using System.Net;
using Census.Sync;
using Census.Sync.Http;

namespace Enterpret.Client;

/// <summary>Makes sense of answers. The status decides, since a gateway in between answers without Enterpret's body; the code refines.</summary>
internal static class AnswerReader
{
    public static ApiVerdict Classify(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        var code = ErrorBody.MayBeError(body) ? ErrorBody.Parse(body).Code : default;
        return code == EnterpretErrorCode.RateLimitExceeded ? ApiVerdict.Throttled
            : code == EnterpretErrorCode.InvalidApiKey || status == HttpStatusCode.Forbidden ? ApiVerdict.Unauthorized
            : code == EnterpretErrorCode.InternalError ? ApiVerdict.Transient
            : ApiPipeline.VerdictOf(status);
    }

    /// <summary>Tells whether a request was taken or refused, or what stands in the way of all.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="operation">The name of the call, for messages.</param>
    /// <param name="keyOption">The option with the key, for messages.</param>
    /// <param name="now">The time of the answer.</param>
    /// <param name="exception">The answer as an exception, if it was not taken.</param>
    /// <param name="stop">What stands in the way of this batch and those after it.</param>
    public static BatchAnswer Read(ApiResult result, string operation, string keyOption, DateTimeOffset now, out EnterpretException? exception, out SendStop? stop)
    {
        exception = null;
        stop = null;
        if (IsSuccess(result))
        {
            // The body of a success is not documented and may be empty; but a web page was not written by the API.
            if (result.Response?.MediaType != "text/html")
                return BatchAnswer.Accepted;
            exception = new EnterpretTransportException(
                $"{operation}: the answer is a web page. A proxy may have answered in place of Enterpret, or the address is wrong.")
            { Attempts = result.Attempts };
            stop = new(SyncErrorCodes.WrongAddress, exception, MayHaveArrived: true);
            return BatchAnswer.Halted;
        }

        if (result.Outcome != ApiOutcome.Answered)
        {
            stop = StopWithoutAnswer(result, operation, now);
            exception = stop.Exception;
            return BatchAnswer.Halted;
        }

        var error = ToException(result, operation);
        exception = error;
        var problem = new RecordProblem(CodeOf(error), $"Enterpret refused it ({Describe(error)}).");
        switch ((int)error.StatusCode)
        {
            case 413:
            case < 500 when error.ErrorCode == EnterpretErrorCode.ExceededBatchLimit || error.ErrorCode == EnterpretErrorCode.PayloadTooLarge:
                return BatchAnswer.TooLarge(problem);
            case 401 or 403:
            case < 500 when error.ErrorCode == EnterpretErrorCode.InvalidApiKey:
                exception = error = ToException(result, operation, UnauthorizedHint(keyOption));
                stop = new(SyncErrorCodes.Unauthorized, error, result.MayHaveBeenProcessed);
                return BatchAnswer.Halted;
            case 404 or 405:
                stop = new(SyncErrorCodes.WrongAddress, error, result.MayHaveBeenProcessed);
                return BatchAnswer.Halted;
            case 408 or >= 500:
            case < 500 when error.ErrorCode == EnterpretErrorCode.InternalError:
                stop = new(SyncErrorCodes.Unreachable, error, MayHaveArrived: true);
                return BatchAnswer.Halted;
            default:
                return BatchAnswer.Refused(problem);
        }
    }

    // An error in Enterpret's own words counts whatever the status. Only successes are refused for their size.
    private static bool IsSuccess(ApiResult result) =>
        result.Outcome == ApiOutcome.AnswerTooLarge
        || result is { Outcome: ApiOutcome.Answered, Response: { IsSuccessStatus: true } response }
            && !(ErrorBody.MayBeError(response.Body.Span) && ErrorBody.Parse(response.Body.Span).IsError);

    private static SendStop StopWithoutAnswer(ApiResult result, string operation, DateTimeOffset now)
    {
        switch (result.Outcome)
        {
            case ApiOutcome.QuotaExhausted:
                EnterpretException exhausted = result.Response is null
                    ? new EnterpretTransportException($"{operation}: the quota leaves no room for a request for longer than it may wait.")
                    {
                        Attempts = result.Attempts,
                        RetryAfter = result.RetryAfter,
                    }
                    : ToException(result, operation);
                return new(SyncErrorCodes.QuotaExhausted, exhausted, result.MayHaveBeenProcessed, now + (result.RetryAfter ?? TimeSpan.FromMinutes(1)));
            case ApiOutcome.Redirected:
                return new(SyncErrorCodes.WrongAddress, ToException(result, operation), result.MayHaveBeenProcessed);
            default:
                var reason = result.Outcome == ApiOutcome.NotConnected ? "no connection could be made" : "the request went out and no complete answer came";
                var exception = new EnterpretTransportException($"{operation}: {reason}.", result.Error) { Attempts = result.Attempts };
                return new(SyncErrorCodes.Unreachable, exception, result.MayHaveBeenProcessed);
        }
    }

    private static string UnauthorizedHint(string keyOption) =>
        $" The key of {nameof(EnterpretClientOptions)}.{keyOption} is missing there, revoked, or of an integration of another kind: "
        + "users, accounts, each source of feedback and privacy have a key each.";

    private static EnterpretApiException ToException(ApiResult result, string operation, string hint = "")
    {
        var response = result.Response!;
        var body = ErrorBody.Parse(response.Body.Span);
        var exception = new EnterpretApiException($"{operation}: Enterpret answered {Describe(response.Status, body.Code)}.{hint}", response.Status)
        {
            ErrorCode = body.Code,
            ReferenceId = body.ReferenceId,
            RetryAfter = result.RetryAfter,
            Attempts = result.Attempts,
        };
        return exception;
    }

    private static string CodeOf(EnterpretApiException error) =>
        error.ErrorCode == default ? $"http_{(int)error.StatusCode}" : error.ErrorCode.Value;

    private static string Describe(EnterpretApiException error) => Describe(error.StatusCode, error.ErrorCode);

    private static string Describe(HttpStatusCode status, EnterpretErrorCode code) =>
        code == default ? $"status {(int)status}" : $"status {(int)status}, {code}";
}
