namespace Census.Sync.Benchmarks.Workload;

/// <summary>Acknowledges every record at once, so that what is measured is the engine alone.</summary>
internal class NullDestination : SyncDestination
{
    private RecordResult[] _updated = [];

    public override string Environment => "null";

    public override ValueTask<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default) => new(ConnectionTestResult.Success);

    public override ValueTask<IReadOnlyList<DestinationObject>> ListObjectsAsync(CancellationToken cancellationToken = default) => new(
    [
        new DestinationObject("Company") { Operations = [new(SyncOperation.Upsert, RepeatRule.Safe)] },
    ]);

    public override ValueTask<IReadOnlyList<DestinationField>> ListFieldsAsync(string objectName, CancellationToken cancellationToken = default) => new(
    [
        new("CompanyId", FieldType.String) { IsIdentifier = true, IsRequired = true, MaximumLength = 100 },
        new("Name", FieldType.String) { MaximumLength = 200 },
        new("Plan", FieldType.String) { AllowedValues = ["gold", "silver", "bronze"] },
        new("Owner", FieldType.String),
        new("Seats", FieldType.Integer),
        new("Tickets", FieldType.Integer),
        new("Arr", FieldType.Decimal),
        new("IsActive", FieldType.Boolean),
        new("SignedOn", FieldType.Date),
        new("RenewsOn", FieldType.Date),
    ]);

    public override ValueTask<SyncSpeed> GetSyncSpeedAsync(SyncPlan plan, CancellationToken cancellationToken = default) => new(new SyncSpeed(500, 4));

    public override ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        // All are alike, so that the same answer does for every batch of this size.
        if (_updated.Length != records.Count)
            _updated = [.. Enumerable.Repeat(RecordResult.Succeeded(RecordEffect.Updated), records.Count)];
        return new(_updated);
    }
}
