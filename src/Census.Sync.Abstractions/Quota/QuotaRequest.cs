namespace Census.Sync;

/// <summary>A request for permits that hold in all windows of a quota.</summary>
/// <param name="Quota">The name of the quota: what tells one vendor key from another, without the key itself.</param>
/// <param name="Windows">The windows, the shortest first.</param>
/// <param name="Permits">The number of permits wanted, at least 1.</param>
/// <param name="Now">The time of the request.</param>
public sealed record QuotaRequest(string Quota, IReadOnlyList<QuotaWindow> Windows, int Permits, DateTimeOffset Now);
