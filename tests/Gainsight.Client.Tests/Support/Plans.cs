using System.Text;
using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client.Tests;

/// <summary>Plans and batches the way an engine makes them.</summary>
internal static class Plans
{
    /// <summary>A plan over fields of the object; the first is the key. A field written <c>Csm by Email</c> is looked up.</summary>
    public static async Task<SyncPlan> PlanAsync(
        this GainsightDestination destination, DestinationObjectReference target, SyncOperation operation, params string[] fields)
    {
        var objects = await destination.ListObjectsAsync(Tenant.Token);
        var described = (await destination.ListFieldsAsync(target.ObjectName, Tenant.Token)).ToDictionary(field => field.Name);
        return new(
            objects.Single(candidate => candidate.Name == target.ObjectName),
            operation,
            [.. fields.Select(field => field.Split(" by ")).Select(parts => new PlanField(described[parts[0]], parts.Length > 1 ? parts[1] : null))],
            0);
    }

    public static Task<SyncPlan> CompanyPlanAsync(this GainsightDestination destination, params string[] fields) =>
        destination.PlanAsync(GainsightObjects.Company, SyncOperation.Upsert, fields);

    public static RecordBatch Batch(this SyncPlan plan, params IEnumerable<FieldValue[]> rows) => plan.Batch(RecordKnowledge.Unknown, rows);

    public static RecordBatch Batch(this SyncPlan plan, RecordKnowledge knowledge, params IEnumerable<FieldValue[]> rows)
    {
        var batch = new RecordBatch(plan.Schema);
        foreach (var row in rows)
            batch.Add(row, knowledge);
        return batch;
    }

    /// <summary>Companies called <c>Company 0</c> and so on, of a plan that writes the name alone.</summary>
    public static RecordBatch Numbered(this SyncPlan plan, int from, int count, RecordKnowledge knowledge = RecordKnowledge.Unknown) =>
        plan.Batch(knowledge, Enumerable.Range(from, count).Select(number => new FieldValue[] { $"Company {number}" }));

    public static async Task<IReadOnlyList<RecordResult>> SyncAsync(this GainsightDestination destination, SyncPlan plan, RecordBatch batch)
    {
        using (batch)
            return await destination.SyncBatchAsync(plan, batch, Tenant.Token);
    }

    /// <summary>Sends records in batches of 50, as a run does, having prepared it.</summary>
    public static async Task<IReadOnlyList<RecordResult>> RunAsync(this GainsightDestination destination, SyncPlan plan, int count)
    {
        await destination.PrepareRunAsync(plan, new(count, 0, 0), Tenant.Token);
        List<RecordResult> results = [];
        for (var from = 0; from < count; from += 50)
            results.AddRange(await destination.SyncAsync(plan, plan.Numbered(from, Math.Min(50, count - from))));
        return results;
    }

    public static async Task<JsonElement> RenderAsync(this GainsightDestination destination, SyncPlan plan, RecordBatch batch)
    {
        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream))
            await destination.RenderAsync(plan, batch, json, Tenant.Token);
        return JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray())).RootElement;
    }

    public static IEnumerable<RecordOutcome> Outcomes(this IEnumerable<RecordResult> results) => results.Select(result => result.Outcome);
}
