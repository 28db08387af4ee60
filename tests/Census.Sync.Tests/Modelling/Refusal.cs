namespace Census.Sync.Tests.Modelling;

/// <summary>What the destination said no to.</summary>
/// <param name="Values">The values that it refused; null if it was the deletion.</param>
/// <param name="Tries">How often they were sent.</param>
/// <param name="LastTried">When they were sent last.</param>
internal sealed record Refusal((string Name, string? Arr)? Values, int Tries, DateTimeOffset LastTried)
{
    /// <summary>Whether it is known that this is what the state keeps: a process that died may have let go of it, or kept another one.</summary>
    public bool IsCertain { get; init; } = true;

    /// <summary>What becomes of the record in a run that asks for nobody: null if the clock is too near to the moment at which that changes.</summary>
    public RecordIssueKind? KindAt(DateTimeOffset now)
    {
        var tries = ModelledSync.Retry;
        if (Tries >= tries.MaximumTries)
            return RecordIssueKind.Parked;
        if (Tries < tries.ImmediateTries)
            return RecordIssueKind.Rejected;
        var days = Math.Min(tries.FirstWait.TotalDays * Math.Pow(2, Tries - tries.ImmediateTries), tries.MaximumWait.TotalDays);
        var due = LastTried + TimeSpan.FromDays(days * 0.9);

        // The model knows to some minutes when a record was sent.
        return (now - due).Duration() < TimeSpan.FromMinutes(30) ? null : now < due ? RecordIssueKind.Waiting : RecordIssueKind.Rejected;
    }
}
