namespace Census.Sync.Benchmarks.Workload;

/// <summary>What a load made of a quota.</summary>
/// <param name="Calls">The calls it took.</param>
/// <param name="Refused">How many of them were not answered with success.</param>
/// <param name="OfPossible">The part of W/(W + mean latency) that was used; null if the load was over before the quota held it up.</param>
/// <param name="Fill">The calls that full requests would have needed, in relation to those that were made.</param>
/// <param name="LargestBody">The bytes of the largest request.</param>
internal sealed record EnterpretQuotaUse(int Calls, int Refused, double? OfPossible, double Fill, long LargestBody);
