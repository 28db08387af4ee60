using System.Text.Json;
using Census.Sync.Emulators;
using Gainsight.Client;

namespace Census.Sync.Benchmarks.Workload;

/// <summary>Changes of companies that are known, in the largest batches that Gainsight takes.</summary>
internal sealed class GainsightLoad : ClientLoad
{
    private const int Records = 50;
    private readonly GainsightClient _client;
    private readonly Uri _address;

    private GainsightLoad(GainsightClient client, GainsightDestination destination, SyncPlan plan, RecordBatch batch, Uri address, byte[] bytes) =>
        (_client, Destination, Plan, Batch, _address, Bytes) = (client, destination, plan, batch, address, bytes);

    public override string Name => "Gainsight";

    protected override SyncDestination Destination { get; }

    protected override SyncPlan Plan { get; }

    protected override RecordBatch Batch { get; }

    protected override byte[] Bytes { get; }

    /// <summary>Gets ready to send; makes the companies.</summary>
    public static async Task<GainsightLoad> CreateAsync(Uri server)
    {
        var client = new GainsightClient(new()
        {
            BaseAddress = server,
            AccessKey = GainsightEmulator.DefaultAccessKey,
            CallsPerMinute = int.MaxValue,
            CallsPerDay = int.MaxValue,
            QuotaShare = 1,
        });
        var destination = new GainsightDestination(client);
        var target = (await destination.ListObjectsAsync()).Single(target => target.Name == GainsightObjects.CompanyName);
        var known = (await destination.ListFieldsAsync(target.Name)).ToDictionary(field => field.Name);
        PlanField[] fields = [.. ((string[])["Name", "Industry", "Employees", "Arr", "Mrr", "RenewalDate", "Summary"]).Select(name => new PlanField(known[name], null))];
        await client.Companies.UpsertAsync([.. Enumerable.Range(0, Records).Select(i => new GainsightCompany($"Company {i}"))]);

        var plan = new SyncPlan(target, SyncOperation.Update, fields, [0]);
        var batch = new RecordBatch(plan.Schema, Records);
        for (var i = 0; i < Records; i++)
        {
            batch.Add(
                [$"Company {i}", i % 2 == 0 ? "Energy" : "Software", 10L * i, 1_000m * i, 83.5m * i, new DateOnly(2027, 1, 1 + i % 28), $"The customer number {i} renews in spring."],
                RecordKnowledge.Accepted);
        }

        // What the destination renders is a list of calls; the body of the first is what is sent.
        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream))
            await destination.RenderAsync(plan, batch, json);
        using var calls = JsonDocument.Parse(stream.ToArray());
        var call = calls.RootElement.EnumerateArray().Single();
        var body = JsonSerializer.SerializeToUtf8Bytes(call.GetProperty("body"));
        return new(client, destination, plan, batch, new(server, call.GetProperty("path").GetString()), body);
    }

    public override void Dispose()
    {
        base.Dispose();
        _client.Dispose();
    }

    protected override HttpRequestMessage CreateRequest() =>
        new(HttpMethod.Put, _address) { Headers = { { "Accesskey", GainsightEmulator.DefaultAccessKey } } };
}
