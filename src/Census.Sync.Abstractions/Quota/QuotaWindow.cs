namespace Census.Sync;

/// <summary>A limit of a vendor: so many calls in such a time.</summary>
/// <param name="Permits">The number of calls, at least 1.</param>
/// <param name="Length">The length of the window.</param>
public sealed record QuotaWindow(int Permits, TimeSpan Length);
