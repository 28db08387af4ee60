using Census.Sync.State;

namespace Census.Sync;

/// <summary>Where people look at what is held, and decide. A decision takes the lease of the sync for a moment, so that no run plans meanwhile.</summary>
internal sealed class HoldDesk(string syncName, SyncStateStore state, SyncRunnerOptions options, TimeProvider time)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);

    public async Task<SyncHold?> FindAsync(CancellationToken cancellationToken)
    {
        var now = await state.OpenReadAsync(syncName, cancellationToken).ConfigureAwait(false);
        await using (now.ConfigureAwait(false))
            return await HeldPlan.ReadAsync(now, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Changes what is held, if it is still that plan.</summary>
    public async Task<bool> DecideAsync(string planId, bool isApproved, CancellationToken cancellationToken)
    {
        var session = await OpenAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            if (await HeldPlan.ReadAsync(session, cancellationToken).ConfigureAwait(false) is not { } hold || hold.PlanId != planId)
                return false;
            var write = isApproved ? HeldPlan.Put(new(), hold with { IsApproved = true }) : HeldPlan.Delete(new());
            await session.WriteAsync(write, cancellationToken).ConfigureAwait(false);
            return true;
        }
    }

    private async Task<SyncStateSession> OpenAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var lease = new SyncLease($"{options.Owner}/{Guid.NewGuid():N}", options.LeaseDuration);
        while (true)
        {
            if (await state.TryOpenAsync(syncName, lease, cancellationToken).ConfigureAwait(false) is { } session)
                return session;
            if (time.GetElapsedTime(start) >= options.PushWait)
                throw new SyncStateException($"A run of the sync '{syncName}' is under way. What it finds decides whether it is held; ask again when it has ended.");
            await Task.Delay(BetweenTries, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
