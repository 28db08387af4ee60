using Census.Sync.Emulators;
using Census.Sync.TestUtilities;

namespace EndToEnd.Tests.Faults;

/// <summary>
/// Brings real and simulated time together: what the vendor stores late after a cut is stored when the clock says so, and an answer that drips is waited for until
/// the time limit of the attempt is over.
/// </summary>
internal sealed class FaultWire(HttpMessageHandler inner, FaultedSync sync, JumpingTimeProvider clock) : DelegatingHandler(inner)
{
    // Less than the settle delay of a minute.
    private static readonly TimeSpan s_late = TimeSpan.FromSeconds(45);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (sync.Calls.Any(call => call.Fault == nameof(FaultKind.CommitAfterCut) && clock.GetUtcNow() - call.Time >= s_late))
            await sync.Faults.ReleaseAsync(cancellationToken);
        var response = await base.SendAsync(request, cancellationToken);
        if (sync.Calls[^1].Fault == nameof(FaultKind.SlowBody))
            clock.EndHeldWaits();
        return response;
    }
}
