using Census.Sync.Sources;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>The sync of a <see cref="CompanyTable"/> to a <see cref="NullDestination"/>.</summary>
/// <param name="table">The table.</param>
/// <param name="statePath">The file of the state.</param>
/// <param name="query">What is read of the table; null for all.</param>
/// <param name="destination">Where it goes; null for a destination that costs nothing.</param>
internal sealed class CompanySync(CompanyTable table, string statePath, string? query = null, NullDestination? destination = null) : IAsyncDisposable
{
    private readonly SqliteSyncStateStore _state = new(statePath);

    private readonly SyncDefinition _sync = new SyncBuilder("companies")
        .From(new DbSource(SqliteFactory.Instance.CreateDataSource(table.ConnectionString)), Model.Sql(query ?? CompanyTable.Query))
        .To(destination ?? new NullDestination(), "Company", SyncBehavior.UpdateOrCreate)
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

    /// <summary>Runs the sync to whatever end it has.</summary>
    public Task<SyncRunResult> RunAsync(SyncRunnerOptions runner, SyncRunOptions options) => new SyncRunner(_state, runner).RunAsync(_sync, options);

    public ValueTask DisposeAsync() => _state.DisposeAsync();
}
