namespace Census.Sync.Emulators;

/// <summary>When a <see cref="Emulators.Fault"/> happens.</summary>
public sealed class FaultRule
{
    private int _seen;
    private int _hits;

    internal FaultRule(Fault fault) => Fault = fault;

    /// <summary>Gets what goes wrong.</summary>
    public Fault Fault { get; }

    /// <summary>Gets a part of the paths it happens on, compared without case; <see langword="null"/> for all.</summary>
    public string? Path { get; internal init; }

    /// <summary>Gets the HTTP method it happens to; <see langword="null"/> for all.</summary>
    public string? Method { get; internal init; }

    /// <summary>Gets the number of the first matching call that is hit, counted from 1 since the rule was added.</summary>
    public int Nth { get; internal init; } = 1;

    /// <summary>Gets how many calls are hit; <see langword="null"/> for all that follow.</summary>
    public int? Count { get; internal init; } = 1;

    /// <summary>Gets how likely a matching call is hit, between 0 and 1, drawn from the emulator's seed.</summary>
    public double Probability { get; internal init; } = 1;

    /// <summary>Gets a further condition.</summary>
    public Func<EmulatorCall, bool>? When { get; internal init; }

    /// <summary>Gets how many calls were hit so far.</summary>
    public int Hits => Volatile.Read(ref _hits);

    /// <summary>Whether the rule hits this call. Called once per call, under the script's lock.</summary>
    internal bool Hit(EmulatorCall call, Random random)
    {
        if ((Count is { } count && _hits >= count)
            || (Method is not null && !Method.Equals(call.Method, StringComparison.OrdinalIgnoreCase))
            || (Path is not null && !call.Path.Contains(Path, StringComparison.OrdinalIgnoreCase))
            || (When is not null && !When(call)))
        {
            return false;
        }

        if (++_seen < Nth || (Probability < 1 && random.NextDouble() >= Probability))
        {
            return false;
        }

        _hits++;
        return true;
    }
}
