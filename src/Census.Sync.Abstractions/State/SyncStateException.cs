namespace Census.Sync;

/// <summary>A state store cannot be used: it is locked, read-only, damaged, of a newer version, or belongs to something else.</summary>
public class SyncStateException : Exception
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">What is wrong, in words a person can act on.</param>
    /// <param name="innerException">What caused it.</param>
    public SyncStateException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
