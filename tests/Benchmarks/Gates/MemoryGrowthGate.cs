using System.Globalization;
using Census.Sync.Benchmarks.Workload;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>The memory of a nightly run must not follow the number of rows.</summary>
internal sealed class MemoryGrowthGate : Gate
{
    private const int Times = 10;

    public override string Name => "memory-growth";

    public override string What => "peak memory of a process that runs over ten times the unchanged rows, in relation to the rows";

    public override Goal Goal => Goal.AtMost(1.2);

    // Ten million rows take minutes.
    public override bool IsOnlyByName => true;

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        using var fixture = new CompanyFixture(scale.Folder);
        var (few, _) = await MemoryGate.MeasureAsync(fixture, scale.Rows);
        var (many, scan) = await MemoryGate.MeasureAsync(fixture, scale.Rows * Times);
        return new(many / few, string.Create(
            CultureInfo.InvariantCulture,
            $"{scale.Rows:#,0} rows: {few:0} MB; {scale.Rows * Times:#,0} rows: {many:0} MB, of which a process that only reads them has {scan:0} MB"));
    }
}
