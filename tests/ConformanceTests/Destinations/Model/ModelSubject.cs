using Census.Sync.TestUtilities;

namespace Census.Sync.ConformanceTests;

/// <summary>The things of a model vendor.</summary>
public sealed class ModelSubject : DestinationSubject
{
    private readonly ModelVendor _vendor = new();

    /// <summary>Gets or sets what the destinations do wrong that are made from now on.</summary>
    public ModelDefect Defect { get; set; }

    public override string ObjectName => "Thing";

    public override IReadOnlyList<SyncBehavior> Behaviors { get; } =
        [SyncBehavior.UpdateOrCreate, SyncBehavior.UpdateOnly, SyncBehavior.CreateOnly, SyncBehavior.Mirror, SyncBehavior.Delete];

    public override IReadOnlyList<SampleField> Fields { get; } = [new("id"), new("owner"), new("seats"), new("note")];

    public override bool IsReadable => true;

    public override FieldValue WrongType => $"{Canary} seats";

    public override TimeProvider Time { get; } = new JumpingTimeProvider(TimeSpan.FromDays(1));

    public override IReadOnlyList<VendorCall> Calls => _vendor.Calls;

    public override IReadOnlyList<VendorRecord> Held => _vendor.Held;

    public override IEnumerable<string> Logged => [];

    public override IReadOnlyList<string> Secrets => [ModelVendor.Key];

    public override ValueTask StartAsync() => default;

    public override SyncDestination Connect(bool wrongKey = false) =>
        new ModelDestination(_vendor, Time, Defect, wrongKey ? $"{Canary}-wrong-key" : ModelVendor.Key);

    public override string KeyOf(int number) => $"{Canary} {number:000}";

    public override FieldValue[] Record(int number, FieldValue value) => [KeyOf(number), "owner", number, value];

    public override FieldValue[] RefusedRecord(int number, SyncOperation operation)
    {
        _vendor.Refused.Add(KeyOf(number));
        return Record(number, $"{Canary} refused");
    }

    public override async ValueTask<bool> SeedAsync(IReadOnlyList<int> numbers)
    {
        // Seeds are nobody's doing, least of all that of a defect.
        var destination = new ModelDestination(_vendor, Time, ModelDefect.None, ModelVendor.Key);
        var fields = await destination.ListFieldsAsync(ObjectName);
        var plan = new SyncPlan((await destination.ListObjectsAsync())[0], SyncOperation.Upsert, [.. fields.Select(field => new PlanField(field))], 0);
        using var batch = new RecordBatch(plan.Schema);
        foreach (var number in numbers)
            batch.Add(Record(number, $"{Canary} {number}.0"));
        await destination.SyncBatchAsync(plan, batch);
        return true;
    }

    public override void Fail(VendorFault fault, int? count = 1) => _vendor.Fail(fault, count);

    public override Task RecoverAsync()
    {
        _vendor.Recover();
        return Task.CompletedTask;
    }

    public override Task WaitUntilHeldAsync() => _vendor.WaitUntilHeldAsync();

    public override ValueTask DisposeAsync() => default;
}
