namespace Census.Sync.Planning;

/// <summary>A guard holds the run back before its first call.</summary>
internal sealed class HeldException(SyncHold hold) : Exception(hold.Reason)
{
    public SyncHold Hold => hold;
}
