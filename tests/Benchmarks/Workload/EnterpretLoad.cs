using System.Net.Http.Headers;
using System.Text.Json;
using Census.Sync.Emulators;
using Enterpret.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>Full batches for an Enterpret that answers at once: through the destination, and as ready bytes by a bare <see cref="HttpClient"/>.</summary>
internal sealed class EnterpretLoad : IDisposable
{
    private readonly HttpClient _bare = new();
    private readonly EnterpretClient _client;
    private readonly EnterpretDestination _destination;
    private readonly SyncPlan _plan;
    private readonly RecordBatch _batch;
    private readonly Uri _address;
    private readonly byte[] _bytes;

    private EnterpretLoad(EnterpretClient client, EnterpretDestination destination, SyncPlan plan, RecordBatch batch, Uri address, byte[] bytes) =>
        (_client, _destination, _plan, _batch, _address, _bytes) = (client, destination, plan, batch, address, bytes);

    /// <summary>Gets ready to send feedback, in the largest batches that the vendor takes.</summary>
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

    /// <summary>Sends batches one after the other through the destination.</summary>
    public async Task SendAsync(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            var results = await _destination.SyncBatchAsync(_plan, _batch);
            if (results.Count != _batch.Count || results.Any(result => result.Outcome != RecordOutcome.Succeeded))
                throw new InvalidOperationException("The emulator did not take the batch.");
        }
    }

    /// <summary>Sends the same bytes as often, ready-made.</summary>
    public async Task SendBareAsync(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            using var content = new ByteArrayContent(_bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = content, Headers = { { "api-key", EnterpretEmulator.DefaultFeedbackKey } } };
            using var response = await _bare.SendAsync(request);
            await response.Content.ReadAsByteArrayAsync();
            response.EnsureSuccessStatusCode();
        }
    }

    public void Dispose()
    {
        _batch.Dispose();
        _client.Dispose();
        _bare.Dispose();
    }
}
