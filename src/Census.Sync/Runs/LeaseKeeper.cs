using Microsoft.Extensions.Logging;

namespace Census.Sync;

/// <summary>Renews the lease of a running sync, and stops the run when it is lost.</summary>
internal sealed class LeaseKeeper : IAsyncDisposable
{
    private readonly SyncStateSession _session;
    private readonly CancellationTokenSource _run;
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger _logger;
    private readonly string _syncName;
    private readonly Task _loop;

    public LeaseKeeper(
        SyncStateSession session, TimeSpan duration, TimeProvider time, CancellationTokenSource run, ILogger logger, string syncName)
    {
        _session = session;
        _run = run;
        _logger = logger;
        _syncName = syncName;
        _loop = RenewAsync(new PeriodicTimer(duration / 3, time));
    }

    public bool IsLost { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RenewAsync(PeriodicTimer timer)
    {
        using (timer)
        {
            try
            {
                while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
                {
                    try
                    {
                        await _session.RenewAsync(_stop.Token).ConfigureAwait(false);
                    }
                    catch (SyncLeaseLostException)
                    {
                        IsLost = true;
                        await _run.CancelAsync().ConfigureAwait(false);
                        return;
                    }
                    catch (SyncStateException e)
                    {
                        // The store may be back before the lease expires; every write checks the lease anyway.
                        _logger.LeaseNotRenewed(e, _syncName);
                    }
                }
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                // The run has ended.
            }
        }
    }
}
