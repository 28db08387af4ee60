using System.Globalization;
using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;
using Census.Sync.DatabaseServers;
using Census.Sync.TestUtilities;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>What reading through the source costs beyond the provider.</summary>
/// <param name="database">The name of the database.</param>
internal abstract class ReadGate(string database) : Gate
{
    private const int Columns = 10;

    public override string Name => $"read-{database.ToLowerInvariant()}";

    public override string What => $"rows a second of {database} through the source, in relation to a bare reader with the typed getter of every column";

    public override Goal Goal => Goal.AtLeast(0.8);

    protected static async Task<Figure> MeasureAsync(CompanyReading reading, GateScale scale)
    {
        var ratio = await Ratio.MeasureAsync(
            scale.Rounds,
            () => Task.FromResult(reading.Scan()),
            async () =>
            {
                if (await reading.ReadAsync() != (long)scale.Rows * Columns)
                    throw new InvalidOperationException("The source did not deliver every value.");
            });
        var before = GC.GetTotalAllocatedBytes(precise: true);
        reading.Scan();
        var bare = GC.GetTotalAllocatedBytes(precise: true) - before;
        await reading.ReadAsync();
        var source = GC.GetTotalAllocatedBytes(precise: true) - before - bare;
        return new(
            1 / ratio.OfTime,
            ratio.Describe("source", "bare"),
            string.Create(CultureInfo.InvariantCulture, $"allocated a row: source {(double)source / scale.Rows:0} B, bare {(double)bare / scale.Rows:0} B"));
    }
}

/// <summary>Reading of SQLite, where each value has a type of its own.</summary>
internal sealed class ReadSqliteGate() : ReadGate("SQLite")
{
    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        using var folder = new TemporaryFolder();
        using var reading = CompanyReading.OfSqlite(CompanyTable.Create(folder.File("companies.db"), scale.Rows).ConnectionString);
        return await MeasureAsync(reading, scale);
    }
}

/// <summary>Reading of a PostgreSQL server on this machine.</summary>
internal sealed class ReadPostgresGate() : ReadGate("Postgres")
{
    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        await using var server = new PostgresServer();
        await server.StartAsync();
        await PostgresCompanies.CreateAsync(server, scale.Rows);
        using var reading = CompanyReading.OfPostgres(server.ConnectionString);
        return await MeasureAsync(reading, scale);
    }
}
