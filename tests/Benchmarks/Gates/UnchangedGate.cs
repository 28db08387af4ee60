using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;
using Census.Sync.TestUtilities;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>A nightly run reads everything and finds nothing to send: what that costs beyond reading.</summary>
internal sealed class UnchangedGate : Gate
{
    public override string Name => "unchanged";

    public override string What => "run over unchanged rows, in relation to reading them";

    public override Goal Goal => Goal.AtMost(3.0);

    public override Goal FinalGoal => Goal.AtMost(1.5);

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        using var folder = new TemporaryFolder();
        var table = CompanyTable.Create(folder.File("companies.db"), scale.Rows);
        await using var sync = new CompanySync(table, folder.File("state.db"));
        await sync.RunAsync(sent: scale.Rows, unchanged: 0);

        var ratio = await Ratio.MeasureAsync(
            scale.Rounds,
            () => Task.FromResult(table.Scan()),
            () => sync.RunAsync(sent: 0, unchanged: scale.Rows));
        return new(ratio.OfTime, ratio.Describe("run", "scan"));
    }
}
