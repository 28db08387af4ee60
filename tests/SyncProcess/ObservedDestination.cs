using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Census.Sync.SyncProcess;

/// <summary>
/// A destination that takes few records at a time, and notes in a file which batches were under way: so the test knows what may be sent again when the process was
/// killed, and that nothing else may.
/// </summary>
internal sealed class ObservedDestination(SyncDestination inner, string notes, SyncSpeed speed) : SyncDestination
{
    private readonly FileStream _notes = new(notes, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    private int _batches;

    public override string Environment => inner.Environment;

    public override bool CountsCalls => inner.CountsCalls;

    public override ValueTask<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default) => inner.TestConnectionAsync(cancellationToken);

    public override ValueTask<IReadOnlyList<DestinationObject>> ListObjectsAsync(CancellationToken cancellationToken = default) => inner.ListObjectsAsync(cancellationToken);

    public override ValueTask<IReadOnlyList<DestinationField>> ListFieldsAsync(string objectName, CancellationToken cancellationToken = default) =>
        inner.ListFieldsAsync(objectName, cancellationToken);

    public override ValueTask<SyncSpeed> GetSyncSpeedAsync(SyncPlan plan, CancellationToken cancellationToken = default) => new(speed);

    public override async ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        var number = Interlocked.Increment(ref _batches);
        var keys = new StringBuilder();
        for (var i = 0; i < records.Count; i++)
            keys.Append('\t').AppendJoin('|', plan.KeyIndexes.Select(index => records[i][index].ToText()));
        Note("B", number, keys);
        var results = await inner.SyncBatchAsync(plan, records, cancellationToken);
        Note("E", number, "");
        return results;
    }

    public override ValueTask PrepareRunAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default) =>
        inner.PrepareRunAsync(plan, forecast, cancellationToken);

    public override ValueTask<IReadOnlyList<string>> ListWarningsAsync(SyncPlan plan, CancellationToken cancellationToken = default) =>
        inner.ListWarningsAsync(plan, cancellationToken);

    public override ValueTask<IReadOnlyList<FindResult>> FindAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default) =>
        inner.FindAsync(plan, records, cancellationToken);

    public override ValueTask<SyncEstimate> EstimateAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default) =>
        inner.EstimateAsync(plan, forecast, cancellationToken);

    public override ValueTask<DestinationReader?> OpenReaderAsync(SyncPlan plan, IReadOnlyList<int> fields, CancellationToken cancellationToken = default) =>
        inner.OpenReaderAsync(plan, fields, cancellationToken);

    public override ValueTask RenderAsync(SyncPlan plan, RecordBatch records, Utf8JsonWriter writer, CancellationToken cancellationToken = default) =>
        inner.RenderAsync(plan, records, writer, cancellationToken);

    public override ValueTask<IReadOnlyList<RecordResult>> ResolveAsync(
        SyncPlan plan, RecordReceipt receipt, RecordBatch records, CancellationToken cancellationToken = default) =>
        inner.ResolveAsync(plan, receipt, records, cancellationToken);

    private void Note(string what, int number, object keys)
    {
        // One write a line: what was written survives the process.
        var line = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{what}\t{number}{keys}\n"));
        lock (_notes)
            _notes.Write(line);
    }
}
