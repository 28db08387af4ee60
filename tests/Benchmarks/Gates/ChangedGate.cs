using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;
using Census.Sync.TestUtilities;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>A run in which every row changed, to a destination that costs nothing, in relation to a loop without state.</summary>
internal sealed class ChangedGate : Gate
{
    public override string Name => "changed";

    public override string What => "speed of a run over changed rows, in relation to a loop that maps and serialises them without state";

    public override Goal Goal => Goal.AtLeast(0.4);

    public override Goal FinalGoal => Goal.AtLeast(0.5);

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        using var folder = new TemporaryFolder();
        var table = CompanyTable.Create(folder.File("companies.db"), scale.Rows);
        await using var sync = new CompanySync(table, folder.File("state.db"));
        var ratio = await Ratio.MeasureAsync(
            scale.Rounds,
            () => Task.FromResult(MappingLoop.Run(table)),
            () => sync.RunAsync(sent: scale.Rows, unchanged: 0),
            prepareSubject: table.Change);
        return new(1 / ratio.OfTime, ratio.Describe("run", "loop"));
    }
}
