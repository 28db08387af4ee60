namespace Enterpret.Client;

/// <summary>A call to Enterpret got no answer: the connection failed, time ran out, or the quota left no room for it in time.</summary>
public sealed class EnterpretTransportException : EnterpretException
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">What failed, without a key or a field value.</param>
    /// <param name="innerException">What caused it.</param>
    public EnterpretTransportException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <inheritdoc/>
    public override bool IsTransient => true;
}
