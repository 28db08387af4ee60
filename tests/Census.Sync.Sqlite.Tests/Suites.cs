using Census.Sync.ConformanceTests;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Sqlite.Tests;

public sealed class EverySqliteStoreHasItsSuite() : EveryStoreHasItsSuite(typeof(SqliteSyncStateStore).Assembly);

[SuiteFor(typeof(SqliteSyncStateStore))]
public sealed class SqliteSyncStateStoreConformance : SyncStateStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<SyncStateStore> CreateStoreAsync(TimeProvider time) =>
        new(new SqliteSyncStateStore(_folder.File("state.db"), timeProvider: time));
}

[SuiteFor(typeof(SqliteQuotaStore))]
public sealed class SqliteQuotaStoreConformance : QuotaStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }

    protected override ValueTask<QuotaStore> CreateStoreAsync(TimeProvider time) => new(new SqliteQuotaStore(_folder.File("quota.db")));

    protected override async ValueTask<long> CountKeptReservationsAsync(QuotaStore store)
    {
        await using var connection = new SqliteConnection($"Data Source={((SqliteQuotaStore)store).Path};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var count = connection.CreateCommand();
        count.CommandText = "SELECT count(*) FROM reservation";
        return (long)(await count.ExecuteScalarAsync(Cancellation))!;
    }
}
