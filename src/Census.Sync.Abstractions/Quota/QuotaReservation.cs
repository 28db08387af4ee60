namespace Census.Sync;

/// <summary>Permits that were reserved, or the news that there are none.</summary>
/// <param name="Id">The number of the reservation, needed to complete it; 0 if nothing was reserved.</param>
/// <param name="Permits">The number of permits; 0 if there are none now.</param>
/// <param name="RetryAt">
/// When a permit can be expected, if none was given: always in the future, and exact when all calls were answered. Calls that are not are
/// taken to be answered now, and at the latest when they count as lost, so that it is never later than it would be, sometimes earlier.
/// Permits given back unused may be had before.
/// </param>
public sealed record QuotaReservation(long Id, int Permits, DateTimeOffset RetryAt);
