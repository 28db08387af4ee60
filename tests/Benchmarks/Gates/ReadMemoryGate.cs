using System.Globalization;
using Census.Sync.Benchmarks.Measuring;
using Census.Sync.Benchmarks.Workload;
using Census.Sync.DatabaseServers;
using Census.Sync.TestUtilities;

namespace Census.Sync.Benchmarks.Gates;

/// <summary>The memory of a process that reads a table, which must not follow the number of rows.</summary>
internal sealed class ReadMemoryGate : Gate
{
    private const double Megabyte = 1_000_000;

    public override string Name => "read-memory";

    public override string What => "peak memory of a process that reads twenty times the rows, in relation to one that reads them once, the worse of two databases";

    public override Goal Goal => Goal.AtMost(1.2);

    public override async Task<Figure> MeasureAsync(GateScale scale)
    {
        var (few, many) = (scale.Rows / 10, scale.Rows * 2);
        using var folder = new TemporaryFolder();
        await using var server = new PostgresServer();
        await server.StartAsync();
        var sqlite = await GrowthAsync(ChildTasks.ReadSqlite, rows => Task.FromResult(CompanyTable.Create(folder.File($"{rows}.db"), rows).ConnectionString));
        var postgres = await GrowthAsync(ChildTasks.ReadPostgres, async rows =>
        {
            await PostgresCompanies.CreateAsync(server, rows);
            return server.ConnectionString;
        });
        return new(Math.Max(sqlite.Growth, postgres.Growth), sqlite.Note, postgres.Note);

        async Task<(double Growth, string Note)> GrowthAsync(string task, Func<int, Task<string>> createAsync)
        {
            var memoryOfFew = await MemoryAsync(task, await createAsync(few));
            var memoryOfMany = await MemoryAsync(task, await createAsync(many));
            var note = string.Create(
                CultureInfo.InvariantCulture,
                $"{task}: {memoryOfFew / Megabyte:0} MB for {few:N0} rows, {memoryOfMany / Megabyte:0} MB for {many:N0}");
            return (memoryOfMany / memoryOfFew, note);
        }
    }

    private static async Task<double> MemoryAsync(string task, string connectionString) =>
        long.Parse(await ChildTasks.StartAsync(task, connectionString), CultureInfo.InvariantCulture);
}
