namespace Census.Sync;

/// <summary>Keeps the use of quotas, so that a restart or a second process does not spend them twice.</summary>
/// <remarks>
/// <para>
/// <b>Contract.</b> A vendor's window starts when the vendor likes, so a permit counts from its reservation until one window length after the
/// <em>answer</em> to its call: with that rule no window of the vendor, fixed or sliding, ever sees more than the limit. A reservation is given only as
/// far as every window has room. Permits whose completion is never reported (a process was killed) count as used for
/// <see cref="LostAfter"/> and then for one window length more.
/// </para>
/// <para>
/// The times are the caller's. What was reserved or answered in the future, because the clock was set back since, is taken to have happened now.
/// </para>
/// <para><b>Thread safety.</b> Members may be called concurrently, by several processes too; reservations are atomic.</para>
/// </remarks>
public abstract class QuotaStore : IAsyncDisposable
{
    /// <summary>Gets how long a reserved permit that was not completed is taken to be still in use.</summary>
    /// <value>The default is 5 minutes, more than a call may take with its retries.</value>
    public virtual TimeSpan LostAfter => TimeSpan.FromMinutes(5);

    /// <summary>Reserves permits, as many as wanted or as there are.</summary>
    /// <param name="request">What is wanted.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncStateException">The store cannot be used.</exception>
    public abstract ValueTask<QuotaReservation> ReserveAsync(QuotaRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reports that the calls of a reservation were answered. Does nothing if the reservation is no longer known.</summary>
    /// <param name="quota">The name of the quota.</param>
    /// <param name="id">The number of the reservation.</param>
    /// <param name="used">The number of permits that were used; the others are given back at once.</param>
    /// <param name="answeredAt">When the last of the answers came.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncStateException">The store cannot be used.</exception>
    public abstract ValueTask CompleteAsync(string quota, long id, int used, DateTimeOffset answeredAt, CancellationToken cancellationToken = default);

    /// <summary>Frees what the store holds.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
