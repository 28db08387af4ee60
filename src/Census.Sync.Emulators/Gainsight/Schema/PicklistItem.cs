namespace Census.Sync.Emulators.Gainsight;

/// <summary>An item of a dropdown with its identifier.</summary>
internal sealed record PicklistItem(string Gsid, string Label, bool Active);
