namespace Census.Sync;

/// <summary>A destination as a whole cannot be used; no record is to blame, and none of the batch in hand was sent.</summary>
public class SyncDestinationException : Exception
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="code">What is wrong, as one of <see cref="SyncErrorCodes"/> or the destination's own code.</param>
    /// <param name="message">What is wrong, in words a person can act on, without a secret or a field value.</param>
    /// <param name="innerException">What caused it.</param>
    public SyncDestinationException(string code, string message, Exception? innerException = null)
        : base(message, innerException) => Code = code;

    /// <summary>Gets what is wrong.</summary>
    public string Code { get; }

    /// <summary>Gets when the destination can be used again.</summary>
    /// <value>The default is null: not known, or not without somebody's help.</value>
    public DateTimeOffset? RetryAt { get; init; }
}
