using System.Text.Json;
using Census.Sync.Emulators;
using Enterpret.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>Reviews, in the largest batches that Enterpret takes.</summary>
internal sealed class EnterpretLoad : ClientLoad
{
    private readonly EnterpretClient _client;
    private readonly Uri _address;

    private EnterpretLoad(EnterpretClient client, EnterpretDestination destination, SyncPlan plan, RecordBatch batch, Uri address, byte[] bytes) =>
        (_client, Destination, Plan, Batch, _address, Bytes) = (client, destination, plan, batch, address, bytes);

    public override string Name => "Enterpret";

    protected override SyncDestination Destination { get; }

    protected override SyncPlan Plan { get; }

    protected override RecordBatch Batch { get; }

    protected override byte[] Bytes { get; }

    /// <summary>Gets ready to send.</summary>
    public static async Task<EnterpretLoad> CreateAsync(Uri server)
    {
        var client = new EnterpretClient(new()
        {
            BaseAddress = server,
            Feedback = new()
            {
                ApiKey = EnterpretEmulator.DefaultFeedbackKey,
                FileId = "benchmark",
                Limits = EnterpretLimits.Documented2026 with { RequestsPerMinute = int.MaxValue },
            },
        });
        var destination = new EnterpretDestination(client);
        var target = (await destination.ListObjectsAsync()).Single(target => target.Name == EnterpretObjects.Reviews.ObjectName);
        var known = (await destination.ListFieldsAsync(target.Name)).ToDictionary(field => field.Name);
        PlanField[] fields =
        [
            new(known["Id"], null), new(known["Text"], null), new(known["Created At"], null), new(new("Plan", FieldType.String), null),
            new(new("Seats", FieldType.Integer), null), new(new("Score", FieldType.Float), null), new(new("Is Active", FieldType.Boolean), null),
        ];
        var plan = new SyncPlan(target, SyncOperation.Insert, fields, [0]);
        var batch = new RecordBatch(plan.Schema, EnterpretLimits.Documented2026.MaximumRecords);
        for (var i = 0; i < EnterpretLimits.Documented2026.MaximumRecords; i++)
        {
            batch.Add(
            [
                $"record-{i}", $"The export of report {i} takes too long, and I cannot see how far it is.", new DateTimeOffset(2026, 1, 1, 12, i % 60, 0, TimeSpan.Zero),
                i % 2 == 0 ? "gold" : "silver", i * 3L, i / 10.0, i % 3 == 0,
            ]);
        }

        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream))
            await destination.RenderAsync(plan, batch, json);
        return new(client, destination, plan, batch, new(server, "webhook/custom/all"), stream.ToArray());
    }

    public override void Dispose()
    {
        base.Dispose();
        _client.Dispose();
    }

    protected override HttpRequestMessage CreateRequest() =>
        new(HttpMethod.Post, _address) { Headers = { { "api-key", EnterpretEmulator.DefaultFeedbackKey } } };
}
