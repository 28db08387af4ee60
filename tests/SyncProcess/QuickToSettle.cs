using System.Text.Json;

namespace Census.Sync.SyncProcess;

/// <summary>A destination whose records settle at once, because the emulator commits before it answers.</summary>
internal sealed class QuickToSettle(SyncDestination inner) : SyncDestination
{
    public override string Environment => inner.Environment;

    public override ValueTask<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default) => inner.TestConnectionAsync(cancellationToken);

    public override async ValueTask<IReadOnlyList<DestinationObject>> ListObjectsAsync(CancellationToken cancellationToken = default)
    {
        var objects = await inner.ListObjectsAsync(cancellationToken);
        return [.. objects.Select(target => target with { SettleDelay = TimeSpan.Zero })];
    }

    public override ValueTask<IReadOnlyList<DestinationField>> ListFieldsAsync(string objectName, CancellationToken cancellationToken = default) =>
        inner.ListFieldsAsync(objectName, cancellationToken);

    public override ValueTask<SyncSpeed> GetSyncSpeedAsync(SyncPlan plan, CancellationToken cancellationToken = default) =>
        inner.GetSyncSpeedAsync(plan, cancellationToken);

    public override ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default) =>
        inner.SyncBatchAsync(plan, records, cancellationToken);

    public override ValueTask PrepareRunAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default) =>
        inner.PrepareRunAsync(plan, forecast, cancellationToken);

    public override ValueTask<IReadOnlyList<FindResult>> FindAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default) =>
        inner.FindAsync(plan, records, cancellationToken);

    public override ValueTask<SyncEstimate> EstimateAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default) =>
        inner.EstimateAsync(plan, forecast, cancellationToken);

    public override ValueTask RenderAsync(SyncPlan plan, RecordBatch records, Utf8JsonWriter writer, CancellationToken cancellationToken = default) =>
        inner.RenderAsync(plan, records, writer, cancellationToken);

    public override ValueTask<IReadOnlyList<RecordResult>> ResolveAsync(
        SyncPlan plan, RecordReceipt receipt, RecordBatch records, CancellationToken cancellationToken = default) =>
        inner.ResolveAsync(plan, receipt, records, cancellationToken);
}
