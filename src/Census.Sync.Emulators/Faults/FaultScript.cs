namespace Census.Sync.Emulators;

/// <summary>The faults an emulator plays. Thread-safe.</summary>
/// <remarks>
/// A fault hits calls that would otherwise be served: what is refused for its key or its rate is not hit and not counted.
/// The first rule that matches wins.
/// </remarks>
public sealed class FaultScript
{
    private readonly Lock _gate = new();
    private readonly List<FaultRule> _rules = [];
    private readonly List<EmulatorCall> _held = [];
    private readonly List<(LateCommit Commit, Task End)> _pending = [];
    private readonly TimeProvider _time;
    private readonly Action<int> _shareQuota;
    private readonly int _seed;
    private Random _random;
    private volatile bool _empty = true;
    private volatile bool _commitsLate;
    private TaskCompletionSource _release = NewSignal();
    private TaskCompletionSource _heldChanged = NewSignal();

    internal FaultScript(TimeProvider time, int seed, Action<int> shareQuota)
    {
        _time = time;
        _seed = seed;
        _random = new Random(seed);
        _shareQuota = shareQuota;
    }

    /// <summary>Gets the rules in effect, in the order they are asked.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate)
            {
                return [.. _rules];
            }
        }
    }

    /// <summary>Gets the calls that stand still now.</summary>
    public IReadOnlyList<EmulatorCall> Held
    {
        get
        {
            lock (_gate)
            {
                return [.. _held];
            }
        }
    }

    /// <summary>Puts a fault into effect.</summary>
    /// <param name="fault">What goes wrong.</param>
    /// <param name="path">A part of the paths it happens on, compared without case; <see langword="null"/> for all.</param>
    /// <param name="method">The HTTP method; <see langword="null"/> for all.</param>
    /// <param name="nth">The first matching call that is hit, counted from 1 from now on.</param>
    /// <param name="count">How many calls are hit; <see langword="null"/> for all that follow.</param>
    /// <param name="probability">How likely a matching call is hit, between 0 and 1.</param>
    /// <param name="when">A further condition.</param>
    /// <returns>The rule, which counts its hits.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nth"/> is below 1 or <paramref name="probability"/> outside 0 to 1.</exception>
    public FaultRule Add(
        Fault fault,
        string? path = null,
        string? method = null,
        int nth = 1,
        int? count = 1,
        double probability = 1,
        Func<EmulatorCall, bool>? when = null)
    {
        ArgumentNullException.ThrowIfNull(fault);
        ArgumentOutOfRangeException.ThrowIfLessThan(nth, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(probability);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(probability, 1);
        var rule = new FaultRule(fault) { Path = path, Method = method, Nth = nth, Count = count, Probability = probability, When = when };
        lock (_gate)
        {
            _rules.Add(rule);
            _empty = false;
        }

        return rule;
    }

    /// <summary>Lets somebody else use the same key: so many permits of each one-minute window, and as many of the longer windows, from now on.</summary>
    /// <param name="callsPerWindow">The permits used per window; 0 ends it.</param>
    public void ShareQuota(int callsPerWindow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(callsPerWindow);
        _shareQuota(callsPerWindow);
    }

    /// <summary>Takes all rules away, ends <see cref="ShareQuota"/> and starts the random numbers again. Calls that stand still stay so.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
            _empty = true;
            _random = new Random(_seed);
        }

        _shareQuota(0);
    }

    /// <summary>Lets go of every call that stands still, and stores what was to be stored after a cut.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when everything held back has been stored. Calls that stood still may still be on their way.</returns>
    public Task ReleaseAsync(CancellationToken cancellationToken = default)
    {
        TaskCompletionSource release;
        lock (_gate)
        {
            (release, _release) = (_release, NewSignal());
        }

        release.SetResult();
        return SettleAsync(cancellationToken);
    }

    /// <summary>Waits until everything that was to be stored after a cut has been stored.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when nothing is held back.</returns>
    public Task SettleAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return Task.WhenAll(_pending.Select(late => late.End)).WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until a call stands still.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The call that has stood still the longest.</returns>
    public async Task<EmulatorCall> WaitForHeldAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_held.Count > 0)
                {
                    return _held[0];
                }

                changed = _heldChanged.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    internal Fault? Next(EmulatorCall call)
    {
        if (_empty)
        {
            return null;
        }

        lock (_gate)
        {
            foreach (FaultRule rule in _rules)
            {
                if (rule.Hit(call, _random))
                {
                    call.Fault = rule.Fault.Kind.ToString();
                    return rule.Fault;
                }
            }

            return null;
        }
    }

    internal async Task HoldAsync(EmulatorCall call, Fault fault, CancellationToken cancellationToken)
    {
        Task released = Enter(call);
        try
        {
            await WaitAsync(released, fault.Duration, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _held.Remove(call);
            }
        }
    }

    internal void CommitLater(Fault fault, Action commit, CancellationToken stopping)
    {
        var late = new LateCommit(commit, fault.Duration is { } delay ? _time.GetUtcNow() + delay : null);
        lock (_gate)
        {
            _pending.RemoveAll(pending => pending.End.IsCompleted);
            _pending.Add((late, RunAsync(_release.Task)));
            _commitsLate = true;
        }

        async Task RunAsync(Task released)
        {
            try
            {
                await WaitAsync(released, fault.Duration, stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            late.Run();
        }
    }

    /// <summary>
    /// Stores what was to be stored by now. What a call finds depends on the clock alone, not on how soon a timer is heard: on a clock that jumps over waits,
    /// hours may have passed by then.
    /// </summary>
    internal void CommitDue()
    {
        if (!_commitsLate)
        {
            return;
        }

        LateCommit[] due;
        lock (_gate)
        {
            DateTimeOffset now = _time.GetUtcNow();
            due = [.. _pending.Select(pending => pending.Commit).Where(commit => commit.DueAt <= now)];
        }

        foreach (LateCommit commit in due)
        {
            commit.Run();
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task Enter(EmulatorCall call)
    {
        TaskCompletionSource changed;
        Task released;
        lock (_gate)
        {
            _held.Add(call);
            released = _release.Task;
            (changed, _heldChanged) = (_heldChanged, NewSignal());
        }

        changed.SetResult();
        return released;
    }

    private async Task WaitAsync(Task released, TimeSpan? duration, CancellationToken cancellationToken)
    {
        try
        {
            await released.WaitAsync(duration ?? Timeout.InfiniteTimeSpan, _time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The time is over: go on.
        }
    }
}
