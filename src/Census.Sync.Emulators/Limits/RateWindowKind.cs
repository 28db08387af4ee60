namespace Census.Sync.Emulators;

/// <summary>How an emulator counts calls against a limit.</summary>
public enum RateWindowKind
{
    /// <summary>A counter that starts again at each window's edge, as Gainsight documents it.</summary>
    Fixed,

    /// <summary>At most the limit in any stretch of time as long as the window.</summary>
    Sliding,
}
