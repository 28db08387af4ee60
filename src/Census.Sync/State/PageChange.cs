namespace Census.Sync.State;

/// <summary>What a page does not say yet of a record: what was acknowledged, or that it is to be forgotten.</summary>
internal readonly record struct PageChange(UInt128 Key, UInt128 Fingerprint, bool IsRemoved);
