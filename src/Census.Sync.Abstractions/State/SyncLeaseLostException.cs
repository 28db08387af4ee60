namespace Census.Sync;

/// <summary>The lease of a sync expired or was taken over by another process; nothing was written.</summary>
public sealed class SyncLeaseLostException : SyncStateException
{
    /// <summary>Initializes an exception.</summary>
    /// <param name="syncName">The name of the sync.</param>
    public SyncLeaseLostException(string syncName)
        : base($"The lease of the sync '{syncName}' was lost: it expired or another process took it over. Nothing was written since.")
    {
    }
}
