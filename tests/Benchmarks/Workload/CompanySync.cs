using Census.Sync.Sources;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>The sync of a <see cref="CompanyTable"/> to a <see cref="NullDestination"/>.</summary>
internal sealed class CompanySync(CompanyTable table, string statePath) : IAsyncDisposable
{
    private readonly SqliteSyncStateStore _state = new(statePath);

    private readonly SyncDefinition _sync = new SyncBuilder("companies")
        .From(new DbSource(SqliteFactory.Instance.CreateDataSource(table.ConnectionString)), Model.Sql(CompanyTable.Query))
        .To(new NullDestination(), "Company", SyncBehavior.UpdateOrCreate)
        .Key("company_id", "CompanyId")
        .Map("name", "Name").Map("plan", "Plan").Map("owner", "Owner").Map("seats", "Seats").Map("tickets", "Tickets")
        .Map("arr", "Arr").Map("is_active", "IsActive").Map("signed_on", "SignedOn").Map("renews_on", "RenewsOn")
        .HoldWhen(changedShare: 1)
        .Build();

    /// <summary>Runs the sync, and fails unless exactly so many rows were sent and so many unchanged.</summary>
    public async Task RunAsync(long sent, long unchanged)
    {
        var result = await new SyncRunner(_state).RunAsync(_sync);
        if (result.Status != SyncRunStatus.Completed || result.RecordsUpdated != sent || result.SourceRecordUnchanged != unchanged)
        {
            throw new InvalidOperationException(
                $"The run ended as {result.Status} ({result.ErrorMessage}) with {result.RecordsUpdated} sent and {result.SourceRecordUnchanged} unchanged.");
        }
    }

    public ValueTask DisposeAsync() => _state.DisposeAsync();
}
