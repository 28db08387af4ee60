using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>What reading a service's pages costs beyond parsing their bytes.</summary>
/// <param name="pages">What the service calls its pages.</param>
/// <param name="create">Makes a result of so many rows.</param>
internal sealed class ReadHttpGate(string pages, Func<int, ServiceReading> create) : Gate
{
    private const int MostRows = 100_000;

    // What is compared is code that the compiler has optimised.
    private const int WarmUps = 10;
    private const int Slices = 5;

    public static IReadOnlyList<Gate> All { get; } =
    [
        new ReadHttpGate("Snowflake partitions", ServiceReading.OfSnowflake),
        new ReadHttpGate("Databricks chunks", ServiceReading.OfDatabricks),
        new ReadHttpGate("BigQuery pages", ServiceReading.OfBigQuery),
    ];

    public override string Name => "read-http";

    public override string What => $"rows a second of {pages} through the source, in relation to a bare Utf8JsonReader over the same bytes";

    public override Goal Goal => Goal.AtLeast(0.7);

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        using var reading = create(Math.Min(scale.Rows, MostRows));
        var ratio = await Ratio.MeasureAsync(
            scale.Rounds * Slices,
            () =>
            {
                Check(reading.Parse());
                return Task.CompletedTask;
            },
            async () => Check(await reading.ReadAsync()),
            warmUps: WarmUps);
        return new(1 / ratio.OfTime, ratio.Describe("source", "bare"));

        void Check(long values)
        {
            if (values != reading.Values)
                throw new InvalidOperationException($"There were {values} values instead of {reading.Values}.");
        }
    }
}
