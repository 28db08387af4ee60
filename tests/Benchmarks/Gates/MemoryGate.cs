using System.Globalization;
using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;

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
        using var fixture = new CompanyFixture(scale.Folder);
        var (run, scan) = await MeasureAsync(fixture, scale.Rows);
        var (runOfTwice, _) = await MeasureAsync(fixture, scale.Rows * 2);
        return new(run, string.Create(
            CultureInfo.InvariantCulture,
            $"a process that only reads the rows: {scan:0} MB; a run over twice the rows: {runOfTwice:0} MB"));
    }

    /// <summary>Measures, in MB, a process that runs over unchanged rows, and one that only reads them.</summary>
    public static async Task<(double Run, double Scan)> MeasureAsync(CompanyFixture fixture, int rows)
    {
        var (rowsPath, statePath) = await fixture.OpenAsync(rows);
        var run = await ChildTasks.StartAsync(ChildTasks.Unchanged, rowsPath, statePath, rows.ToString(CultureInfo.InvariantCulture));
        var scan = await ChildTasks.StartAsync(ChildTasks.Scan, rowsPath);
        return (Parse(run), Parse(scan));

        static double Parse(string bytes) => long.Parse(bytes, CultureInfo.InvariantCulture) / Megabyte;
    }
}
