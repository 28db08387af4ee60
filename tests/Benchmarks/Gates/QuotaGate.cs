using Census.Sync.Benchmarks.Workload;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>Calls are the scarce good: how much of a vendor's quota is used over a day without one call too many.</summary>
internal sealed class QuotaGate : Gate
{
    private const int Seeds = 3;

    public override string Name => "quota";

    public override string What => "least use of W/(W + mean latency) over a simulated day, no call refused";

    public override Goal Goal => Goal.AtLeast(99, "%");

    public override Task<Figure> MeasureAsync(GateScale scale)
    {
        List<string> notes = [];
        var least = double.PositiveInfinity;
        foreach (var isSliding in new[] { false, true })
        {
            for (var seed = 1; seed <= Seeds; seed++)
            {
                var (use, excess) = new QuotaSimulation(seed, isSliding).Run(TimeSpan.FromDays(scale.Days));
                if (excess > 0)
                    notes.Add($"{excess} calls too many in {(isSliding ? "sliding" : "fixed")} windows, seed {seed}");

                // A call that is refused outweighs any use.
                least = Math.Min(least, excess > 0 ? 0 : use * 100);
            }
        }

        return Task.FromResult(new Figure(least, notes));
    }
}
