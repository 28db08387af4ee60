namespace Gainsight.Client;

/// <summary>A call to Gainsight failed: with an answer (<see cref="GainsightApiException"/>) or without one (<see cref="GainsightTransportException"/>).</summary>
/// <remarks>No message holds a key, a field value or a text of the service, since Gainsight's texts quote field values.</remarks>
public abstract class GainsightException : Exception
{
    private protected GainsightException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets a value indicating whether the same call may succeed later, without anybody's help.</summary>
    public abstract bool IsTransient { get; }

    /// <summary>Gets how often the call was tried.</summary>
    /// <value>0 if it never left, because the quota had no room for it.</value>
    public int Attempts { get; init; } = 1;

    /// <summary>Gets how long to wait before the next try.</summary>
    /// <value>Null if neither Gainsight nor the quota says.</value>
    public TimeSpan? RetryAfter { get; init; }
}
