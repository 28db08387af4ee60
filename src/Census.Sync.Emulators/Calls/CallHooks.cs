namespace Census.Sync.Emulators.Calls;

/// <summary>Where a test stops a write.</summary>
internal sealed class CallHooks
{
    public Func<EmulatorCall, CancellationToken, ValueTask>? BeforeCommit { get; set; }

    public Func<EmulatorCall, CancellationToken, ValueTask>? BeforeAnswer { get; set; }
}
