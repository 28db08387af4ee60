namespace Census.Sync;

/// <summary>The state of one sync, held under a lease.</summary>
/// <remarks>
/// <para>
/// <b>Contract.</b> A write is atomic and durable when its task ends: a process killed afterwards finds it, one killed before finds nothing of it. A power failure
/// may take back what need not survive it: <see cref="StateWrite.SurvivesPowerFailure"/>.
/// Reads see all writes that ended before. A write after the lease was lost fails and changes nothing, even if the lease was taken over in
/// the meantime and given back, or the clock was set back. A write does not renew the lease.
/// </para>
/// <para><b>Thread safety.</b> Writes may be called concurrently and take effect one after the other.</para>
/// <para>Disposing gives the lease back, if it is still held.</para>
/// </remarks>
public abstract class SyncStateSession : SyncStateReader
{
    /// <summary>Changes the state, if the lease is still held. An empty write only checks the lease.</summary>
    /// <param name="write">What to change.</param>
    /// <param name="cancellationToken">Ends the call; the write may have happened or not.</param>
    /// <exception cref="SyncLeaseLostException">The lease expired or was taken over; nothing was changed.</exception>
    /// <exception cref="SyncStateException">The store cannot be written; nothing was changed.</exception>
    public abstract ValueTask WriteAsync(StateWrite write, CancellationToken cancellationToken = default);

    /// <summary>Makes the lease hold for its full duration from now on.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncLeaseLostException">The lease expired or was taken over.</exception>
    /// <exception cref="SyncStateException">The store cannot be written.</exception>
    public abstract ValueTask RenewAsync(CancellationToken cancellationToken = default);
}
