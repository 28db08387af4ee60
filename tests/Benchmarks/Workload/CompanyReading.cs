using System.Data.Common;
using Census.Sync.Sources;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>A table of companies read through the source, and by the loop that somebody writes by hand.</summary>
/// <param name="dataSource">The database.</param>
/// <param name="scan">Reads every row with the typed getter of every column; the sum proves that nothing was left out.</param>
internal sealed class CompanyReading(DbDataSource dataSource, Func<long> scan) : IDisposable
{
    public static CompanyReading OfSqlite(string connectionString) =>
        new(SqliteFactory.Instance.CreateDataSource(connectionString), () => CompanyTable.Scan(connectionString));

    public static CompanyReading OfPostgres(string connectionString)
    {
        var dataSource = NpgsqlDataSource.Create(connectionString);
        return new(dataSource, () => PostgresCompanies.Scan(dataSource));
    }

    public long Scan() => scan();

    /// <summary>Reads every row through the source and looks at every value.</summary>
    /// <returns>The number of values that are there.</returns>
    public async Task<long> ReadAsync()
    {
        await using var read = await new DbSource(dataSource).OpenReadAsync(new() { Model = Model.Sql(CompanyTable.Query) });
        long values = 0;
        await foreach (var batch in read.Batches)
        {
            for (var i = 0; i < batch.Count; i++)
            {
                foreach (ref readonly var value in batch[i].Values)
                    values += value.HasValue ? 1 : 0;
            }
        }

        return read.End == SourceReadEnd.Complete ? values : throw new InvalidOperationException("The read has no end.");
    }

    public void Dispose() => dataSource.Dispose();
}
