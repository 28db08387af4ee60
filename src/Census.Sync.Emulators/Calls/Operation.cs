namespace Census.Sync.Emulators.Calls;

/// <summary>What a request asks for, once its route is known.</summary>
/// <param name="Route">What it is about, as the audit trail names it.</param>
/// <param name="Execute">Validates and stores in one step, and answers. Runs at the emulator's time of then.</param>
internal sealed record Operation(string Route, Func<DateTimeOffset, Reply> Execute)
{
    public bool IsWrite { get; init; }

    public int Records { get; init; }

    public IReadOnlyList<string> Ids { get; init; } = [];

    public IReadOnlyList<(string Route, string Id)> Associations { get; init; } = [];

    /// <summary>Whether the route is unknown to the gateway: answered before any key is looked at.</summary>
    public bool IsOpen { get; init; }
}
