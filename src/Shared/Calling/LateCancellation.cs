namespace Census.Sync.Sources;

/// <summary>
/// A token that is cancelled a while after another one. For the call that starts a statement: only its answer tells which one it started, and without it nobody could stop it.
/// </summary>
internal sealed class LateCancellation : IDisposable
{
    private static readonly TimeSpan s_delay = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenRegistration _registration;

    public LateCancellation(TimeProvider time, CancellationToken cancellationToken)
    {
        // What is cancelled before it begins starts nothing.
        cancellationToken.ThrowIfCancellationRequested();
        _late = new(Timeout.InfiniteTimeSpan, time);
        _registration = cancellationToken.UnsafeRegister(static late => ((CancellationTokenSource)late!).CancelAfter(s_delay), _late);
    }

    public CancellationToken Token => _late.Token;

    public void Dispose()
    {
        _registration.Dispose();
        _late.Dispose();
    }
}
