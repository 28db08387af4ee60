namespace Census.Sync.State;

/// <summary>An acknowledged record, if there is one.</summary>
/// <param name="Position">Where it is.</param>
/// <param name="Fingerprint">What was acknowledged; default if nothing was.</param>
internal readonly record struct LocatedRecord(PagePosition Position, UInt128 Fingerprint)
{
    public bool IsFound => Position.IsFound;
}
