using System.Net;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>What became of a call, with Gainsight's envelope read. Dispose it when its data was read.</summary>
internal sealed class GainsightReply : IDisposable
{
    private readonly ApiResult? _result;
    private readonly HttpStatusCode? _status;
    private readonly TimeSpan? _retryAfter;

    public GainsightReply(string operation, ApiResult result)
    {
        _result = result;
        Operation = operation;
        Envelope = result.Response is { } response ? Envelope.Read(response.Body.Span) : default;
        End = EndOf(result, Envelope);
        Error = result.Error;
    }

    /// <summary>Describes a call that was never sent.</summary>
    public GainsightReply(string operation, CallEnd end, Exception error) => (Operation, End, Error) = (operation, end, error);

    /// <summary>Describes a call that was never sent, because there is no token for it.</summary>
    public GainsightReply(string operation, TokenException error)
        : this(operation, error.End, error) => (Envelope, _status, _retryAfter) = (error.Envelope, error.Status, error.RetryAfter);

    public string Operation { get; }

    public CallEnd End { get; }

    public Envelope Envelope { get; }

    public GainsightErrorCode ErrorCode => Envelope.ErrorCode;

    public int Attempts => _result?.Attempts ?? 0;

    public TimeSpan? RetryAfter => _result is null ? _retryAfter : _result.RetryAfter;

    public Exception? Error { get; }

    public HttpStatusCode? Status => _result is null ? _status : _result.Response?.Status;

    /// <summary>Gets a value indicating whether the call is made with an OAuth token, or is the one for it.</summary>
    public bool UsesOAuth { get; init; }

    /// <summary>Gets a value indicating whether an earlier attempt of this call may have been carried out.</summary>
    public bool MayHaveBeenProcessed => _result?.MayHaveBeenProcessed == true;

    /// <summary>
    /// Gets a value indicating whether the request may have been carried out, although it has no good end: it has no clear answer, or an earlier attempt had none.
    /// </summary>
    public bool IsInDoubt => End == CallEnd.NoAnswer || MayHaveBeenProcessed && End is not (CallEnd.Succeeded or CallEnd.Refused or CallEnd.TooLarge);

    /// <summary>Gets the JSON of <c>data</c>; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Data => _result?.Response is { } response ? response.Body[Envelope.Data] : default;

    /// <summary>Judges an answer for the pipeline. The codes count in any status: throttling was seen with several.</summary>
    public static ApiVerdict Classify(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        var code = Envelope.ReadCode(body);
        return code == GainsightErrorCode.TooManyCalls || code == GainsightErrorCode.TooManyRequests ? ApiVerdict.Throttled
            : code == GainsightErrorCode.Unauthorized || code == GainsightErrorCode.InvalidHeaders ? ApiVerdict.Unauthorized
            : code == GainsightErrorCode.UnexpectedError ? ApiVerdict.Transient
            : ApiPipeline.VerdictOf(status);
    }

    public void Dispose() => _result?.Dispose();

    private static CallEnd EndOf(ApiResult result, Envelope envelope) => result.Outcome switch
    {
        ApiOutcome.QuotaExhausted => CallEnd.QuotaExhausted,
        ApiOutcome.Redirected => CallEnd.WrongAddress,
        ApiOutcome.NotConnected => result.MayHaveBeenProcessed ? CallEnd.NoAnswer : CallEnd.NotConnected,
        ApiOutcome.Answered => EndOf(result.Response!, envelope),
        _ => CallEnd.NoAnswer,
    };

    private static CallEnd EndOf(ApiResponse response, Envelope envelope)
    {
        var (status, code) = ((int)response.Status, envelope.ErrorCode);
        if (status == 401 || code == GainsightErrorCode.Unauthorized || code == GainsightErrorCode.InvalidHeaders)
            return CallEnd.Unauthorized;
        if (status == 403 || code == GainsightErrorCode.AddressRefused)
            return CallEnd.CallerRefused;
        if (code == GainsightErrorCode.NoSuchRoute || status == 404 && envelope.Result is null)
            return CallEnd.WrongAddress;
        if (status == 413)
            return CallEnd.TooLarge;
        if (status is 408 or >= 500 || code == GainsightErrorCode.UnexpectedError)
            return CallEnd.NoAnswer;
        if (response.IsSuccessStatus && envelope is not { Result: false })
            return envelope is { IsComplete: true, Result: true } ? CallEnd.Succeeded : CallEnd.NoAnswer;
        return CallEnd.Refused;
    }
}
