using System.Net;

namespace Enterpret.Client;

/// <summary>Enterpret answered a call with an error.</summary>
public sealed class EnterpretApiException : EnterpretException
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">What failed, without a key, a field value or a text of the service.</param>
    /// <param name="statusCode">The status of the answer.</param>
    /// <param name="innerException">What caused it.</param>
    public EnterpretApiException(string message, HttpStatusCode statusCode, Exception? innerException = null)
        : base(message, innerException) => StatusCode = statusCode;

    /// <summary>Gets the status of the answer.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>Gets Enterpret's code of the error.</summary>
    /// <value>The default value if the answer had no body of the documented form, as answers of a gateway in between do not.</value>
    public EnterpretErrorCode ErrorCode { get; init; }

    /// <summary>Gets what Enterpret's support asks for.</summary>
    /// <value>Null if the answer did not say.</value>
    public string? ReferenceId { get; init; }

    /// <inheritdoc/>
    public override bool IsTransient => (int)StatusCode is 408 or 429 or >= 500;
}
