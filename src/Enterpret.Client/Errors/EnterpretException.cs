namespace Enterpret.Client;

/// <summary>A call to Enterpret failed: with an answer (<see cref="EnterpretApiException"/>) or without one (<see cref="EnterpretTransportException"/>).</summary>
/// <remarks>No message holds a key, a field value or a text of the service.</remarks>
public abstract class EnterpretException : Exception
{
    private protected EnterpretException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Gets a value indicating whether the same call may succeed later, without anybody's help.</summary>
    public abstract bool IsTransient { get; }

    /// <summary>Gets how often the call was tried.</summary>
    /// <value>0 if it never left, because the quota had no room for it.</value>
    public int Attempts { get; init; } = 1;

    /// <summary>Gets how long to wait before the next try.</summary>
    /// <value>Null if neither Enterpret nor the quota says; whether Enterpret ever does is not documented.</value>
    public TimeSpan? RetryAfter { get; init; }
}
