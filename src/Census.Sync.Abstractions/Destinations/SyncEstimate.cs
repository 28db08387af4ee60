namespace Census.Sync;

/// <summary>What a run will cost.</summary>
/// <param name="Calls">The number of calls.</param>
/// <param name="Duration">The time that the quota asks for, without latency.</param>
/// <param name="ShareOfDay">The part of a day's quota that the calls use: 0.5 is half of it, 2 is two days. Null if the quota has no day limit.</param>
public sealed record SyncEstimate(long Calls, TimeSpan Duration, double? ShareOfDay);
