namespace Census.Sync.Benchmarks.Gates;

/// <summary>How much is measured. The goals are meant for the full scale; the quick one finds what is grossly wrong.</summary>
/// <param name="Rows">The number of rows of the source.</param>
/// <param name="Rounds">How often reference and subject are measured in turn.</param>
/// <param name="Days">The simulated days.</param>
/// <param name="Calls">The number of calls over HTTP in a round.</param>
internal sealed record GateScale(int Rows, int Rounds, double Days, int Calls)
{
    /// <summary>Where fixtures that take long to make are kept for the next time; null for nowhere.</summary>
    public string? Folder { get; init; }

    public static GateScale Full { get; } = new(1_000_000, 5, 1, 2_000);

    public static GateScale Quick { get; } = new(50_000, 3, 0.1, 200);
}
