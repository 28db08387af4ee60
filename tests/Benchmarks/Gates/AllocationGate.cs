using System.Globalization;
using Census.Sync.Benchmarks.Workload;
using Census.Sync.TestUtilities;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>
/// What a run in which every row changed allocates on the way of a record from the source to the state, beyond the strings of the row. These count once: that the record is read
/// again, from the change set, is the engine's own affair.
/// </summary>
internal sealed class AllocationGate : Gate
{
    // What a run costs whatever the number of its rows must not be seen.
    private const int FewestRows = 200_000;

    public override string Name => "allocation";

    public override string What => "allocated by a run over changed rows, beyond the strings of the rows";

    public override Goal Goal => Goal.AtMost(200, "B a record");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        using var folder = new TemporaryFolder();
        var rows = Math.Max(FewestRows, scale.Rows);
        var table = CompanyTable.Create(folder.File("companies.db"), rows);
        await using var sync = new CompanySync(table, folder.File("state.db"));
        await sync.RunAsync(sent: rows, unchanged: 0);

        // Buffers that runs take over from each other are made by the first.
        table.Change();
        await sync.RunAsync(sent: rows, unchanged: 0);
        var allocated = new double[scale.Rounds];
        for (var round = 0; round < scale.Rounds; round++)
        {
            table.Change();
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await sync.RunAsync(sent: rows, unchanged: 0);
            allocated[round] = (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / rows;
        }

        var strings = (double)table.SizeOfStrings() / rows;
        return new(
            allocated.Max() - strings,
            string.Create(CultureInfo.InvariantCulture, $"the most of {scale.Rounds} runs: {allocated.Max():0} B a record in all, {strings:0} B of them the seven strings of its row"));
    }
}
