using System.Net;

namespace Gainsight.Client;

/// <summary>Gainsight answered a call with an error.</summary>
public sealed class GainsightApiException : GainsightException
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">What failed, without a key, a field value or a text of the service.</param>
    /// <param name="statusCode">The status of the answer; errors come with 200 too.</param>
    /// <param name="errorCode">Gainsight's code; the default value if the answer had none.</param>
    /// <param name="innerException">What caused it.</param>
    public GainsightApiException(
        string message, HttpStatusCode statusCode, GainsightErrorCode errorCode = default, Exception? innerException = null)
        : base(message, innerException) => (StatusCode, ErrorCode) = (statusCode, errorCode);

    /// <summary>Gets the status of the answer.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>Gets Gainsight's code of the error.</summary>
    /// <value>The default value if the answer had no body of the usual form, as those of a gateway in between do not.</value>
    public GainsightErrorCode ErrorCode { get; }

    /// <summary>Gets what Gainsight's support asks for.</summary>
    /// <value>Null if the answer did not say.</value>
    public string? RequestId { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => (int)StatusCode is 408 or 429 or >= 500
        || ErrorCode == GainsightErrorCode.TooManyCalls
        || ErrorCode == GainsightErrorCode.TooManyRequests
        || ErrorCode == GainsightErrorCode.UnexpectedError;
}
