using System.Diagnostics.CodeAnalysis;

namespace Census.Sync;

/// <summary>The calls of a run: how many it made, how many it may still make, and whether it is to end.</summary>
/// <remarks>
/// <para>
/// The engine enters a budget while it sends. Whoever makes calls for a destination finds it in <see cref="Current"/>, which flows with the asynchronous call as an
/// activity does, and takes one from it before each: the pipeline of <c>Census.Sync.Http</c> does. A destination whose calls take from it says so in
/// <see cref="SyncDestination.CountsCalls"/>; of any other the engine counts a call a batch.
/// </para>
/// <para>
/// A call that cannot be taken is not made: its records are <see cref="RecordOutcome.Deferred"/>, or, if nothing of the batch was sent, it throws a
/// <see cref="SyncDestinationException"/>. The engine knows the reason and keeps the records for the next run.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "The source of the token has no timer, and a call that was begun late may still look at it.")]
public sealed class CallBudget
{
    private static readonly AsyncLocal<CallBudget?> s_current = new();

    private readonly CancellationTokenSource _closed = new();
    private long _taken;

    /// <summary>Initializes a budget.</summary>
    /// <param name="maximum">The number of calls that may be made; null for as many as are needed.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public CallBudget(long? maximum = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maximum ?? 0, nameof(maximum));
        Maximum = maximum;
    }

    /// <summary>Gets the budget that the calls of this asynchronous flow belong to.</summary>
    /// <value>Null outside of a run.</value>
    public static CallBudget? Current => s_current.Value;

    /// <summary>Gets the number of calls that may be made.</summary>
    /// <value>Null for as many as are needed.</value>
    public long? Maximum { get; }

    /// <summary>Gets the number of calls that were taken and not given back.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Gets a token that is cancelled when no call is to begin any more, so that a call that waits for its turn can leave the line.</summary>
    public CancellationToken Closed => _closed.Token;

    /// <summary>Gets a value indicating whether no further call can be taken.</summary>
    public bool IsOver => _closed.IsCancellationRequested || Taken >= Maximum;

    /// <summary>Takes a call. It may be made if this returns true.</summary>
    public bool TryTake()
    {
        if (_closed.IsCancellationRequested)
            return false;
        if (Interlocked.Increment(ref _taken) <= (Maximum ?? long.MaxValue))
            return true;
        GiveBack();
        return false;
    }

    /// <summary>Gives a call back that was taken and not made.</summary>
    public void GiveBack() => Interlocked.Decrement(ref _taken);

    /// <summary>Lets no further call begin.</summary>
    public void Close() => _closed.Cancel();

    /// <summary>Makes this the budget of the calls that begin in this asynchronous flow, until the result is disposed.</summary>
    public IDisposable Enter()
    {
        var scope = new Scope(s_current.Value);
        s_current.Value = this;
        return scope;
    }

    private sealed class Scope(CallBudget? before) : IDisposable
    {
        public void Dispose() => s_current.Value = before;
    }
}
