namespace Census.Sync;

/// <summary>The phases of a run.</summary>
public enum SyncPhase
{
    /// <summary>The source is read and compared with the state. Nothing is sent yet.</summary>
    Plan,

    /// <summary>The change set is sent.</summary>
    Send,

    /// <summary>The run has ended.</summary>
    Done,
}
