namespace Census.Sync.Benchmarks.Gates;

/// <summary>What a gate measured.</summary>
/// <param name="Value">The figure that is compared with the goal.</param>
/// <param name="Notes">What helps to read it.</param>
internal sealed record Figure(double Value, params IReadOnlyList<string> Notes);
