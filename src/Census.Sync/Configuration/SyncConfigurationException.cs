namespace Census.Sync;

/// <summary>A sync is not set up in a way that can work. The message says what to change.</summary>
public class SyncConfigurationException : Exception
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="message">What to change.</param>
    public SyncConfigurationException(string message)
        : base(message)
    {
    }
}
