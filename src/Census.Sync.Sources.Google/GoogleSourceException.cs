namespace Census.Sync.Sources;

/// <summary>A service of Google cannot be read.</summary>
/// <remarks>
/// The message says what to do in words of this library. What the service said is not in it, since services quote values of rows in their messages; an option of
/// each source adds it.
/// </remarks>
public sealed class GoogleSourceException : SyncSourceException
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">What is wrong, in words a person can act on.</param>
    /// <param name="reason">The service's own code of the error.</param>
    /// <param name="jobId">The service's own id of the job.</param>
    /// <param name="isTransient">Whether trying again may help.</param>
    public GoogleSourceException(string message, string? reason = null, string? jobId = null, bool isTransient = false)
        : base(message)
    {
        Reason = reason;
        JobId = jobId;
        IsTransient = isTransient;
    }

    /// <summary>Gets the service's own code of the error, if it told one: <c>accessDenied</c>, <c>PERMISSION_DENIED</c>.</summary>
    public string? Reason { get; }

    /// <summary>Gets the id of the job of BigQuery, by which its history names it; null if there was none.</summary>
    public string? JobId { get; }

    /// <summary>Gets a value indicating whether the same read may succeed later: the service was away or busy.</summary>
    public bool IsTransient { get; }
}
