using System.Globalization;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>What a figure has to reach.</summary>
internal sealed record Goal(double Limit, bool IsUpperLimit, string Unit)
{
    public static Goal AtMost(double limit, string unit = "x") => new(limit, true, unit);

    public static Goal AtLeast(double limit, string unit = "x") => new(limit, false, unit);

    // Not-a-number holds no goal.
    public bool IsHeldBy(double figure) => IsUpperLimit ? figure <= Limit : figure >= Limit;

    /// <summary>The same goal where no figure can reach it: a gate that holds it is broken.</summary>
    public Goal Impossible() => this with { Limit = IsUpperLimit ? double.NegativeInfinity : double.PositiveInfinity };

    public string Format(double figure) => string.Create(CultureInfo.InvariantCulture, $"{figure:0.###} {Unit}");

    public override string ToString() => $"{(IsUpperLimit ? "<=" : ">=")} {Format(Limit)}";
}
