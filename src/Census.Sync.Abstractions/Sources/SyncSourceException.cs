namespace Census.Sync;

/// <summary>A source cannot be read. The message says what to do and holds no value of a row.</summary>
public class SyncSourceException : Exception
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">What is wrong, in words a person can act on.</param>
    /// <param name="innerException">What caused it.</param>
    public SyncSourceException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
