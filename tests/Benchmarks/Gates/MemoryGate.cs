using System.Globalization;
using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;
using Census.Sync.TestUtilities;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>The memory of a nightly run, which must not follow the number of rows.</summary>
internal sealed class MemoryGate : Gate
{
    private const double Megabyte = 1_000_000;

    public override string Name => "memory";

    public override string What => "peak memory of a process that runs over unchanged rows";

    public override Goal Goal => Goal.AtMost(150, "MB");

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        using var folder = new TemporaryFolder();
        var (run, scan) = await MeasureAsync(folder, scale.Rows);
        var (runOfTwice, _) = await MeasureAsync(folder, scale.Rows * 2);
        return new(run, string.Create(
            CultureInfo.InvariantCulture,
            $"a process that only reads the rows: {scan:0} MB; a run over twice the rows: {runOfTwice:0} MB"));
    }

    private static async Task<(double Run, double Scan)> MeasureAsync(TemporaryFolder folder, int rows)
    {
        var (rowsPath, statePath) = (folder.File($"companies-{rows}.db"), folder.File($"state-{rows}.db"));
        await using (var sync = new CompanySync(CompanyTable.Create(rowsPath, rows), statePath))
            await sync.RunAsync(sent: rows, unchanged: 0);
        var run = await ChildTasks.StartAsync(ChildTasks.Unchanged, rowsPath, statePath, rows.ToString(CultureInfo.InvariantCulture));
        var scan = await ChildTasks.StartAsync(ChildTasks.Scan, rowsPath);
        return (Parse(run), Parse(scan));

        static double Parse(string bytes) => long.Parse(bytes, CultureInfo.InvariantCulture) / Megabyte;
    }
}
