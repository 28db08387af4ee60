using Census.Sync.Emulators;

namespace Census.Sync.ConformanceTests;

/// <summary>A subject whose vendor is an emulator.</summary>
public abstract class EmulatedSubject : DestinationSubject
{
    /// <inheritdoc/>
    public override IReadOnlyList<VendorCall> Calls => [.. EmulatorCalls.Select(call => new VendorCall(call.IsWrite, call.Records, call.Body ?? ""))];

    /// <summary>Gets the faults of the emulator.</summary>
    protected abstract FaultScript Faults { get; }

    /// <summary>Gets the calls of the emulator, which captures bodies.</summary>
    protected abstract IReadOnlyList<EmulatorCall> EmulatorCalls { get; }

    /// <summary>Gets an answer of success that the client cannot take for one of the vendor.</summary>
    protected abstract Fault UnreadableSuccess { get; }

    /// <inheritdoc/>
    public override void Fail(VendorFault fault, int? count = 1) => Faults.Add(
        fault switch
        {
            VendorFault.CutBeforeStore => Fault.CutBeforeCommit(),
            VendorFault.CutAfterStore => Fault.CutAfterCommit(),
            VendorFault.StoreAfterCut => Fault.CommitAfterCut(TimeSpan.FromSeconds(5)),
            VendorFault.CutInAnswer => Fault.CutInBody(),
            VendorFault.GatewayPage => Fault.Html(502),
            VendorFault.ServerError => Fault.ServerError(),
            VendorFault.UnreadableSuccess => UnreadableSuccess,
            VendorFault.NoAcknowledgement => Fault.NoAcknowledgement(),
            VendorFault.Throttled => Fault.TooManyRequests(),
            VendorFault.KeyRefused => Fault.Unauthorized(),
            VendorFault.StandsStill => Fault.Hang(),
            VendorFault.StandsStillStored => Fault.Hang(afterCommit: true),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "The emulators know no such fault."),
        },
        count: count,
        when: call => call.IsWrite);

    /// <inheritdoc/>
    public override async Task RecoverAsync()
    {
        Faults.Clear();
        await Faults.ReleaseAsync(TestContext.Current.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task WaitUntilHeldAsync() => Faults.WaitForHeldAsync(TestContext.Current.CancellationToken);
}
