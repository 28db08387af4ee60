using System.Text;
using System.Text.Json;
using Census.Sync;

namespace Enterpret.Client.Tests.Destination;

/// <summary>Plans and batches the way an engine makes them.</summary>
internal static class DestinationFixture
{
    public static async Task<SyncPlan> PlanAsync(
        EnterpretDestination destination, DestinationObjectReference target, SyncOperation operation, params DestinationField[] free)
    {
        var objects = await destination.ListObjectsAsync(Workspace.Token);
        var fields = await destination.ListFieldsAsync(target.ObjectName, Workspace.Token);
        return new(objects.Single(o => o.Name == target.ObjectName), operation, [.. fields.Where(field => field.IsRequired).Concat(free).Select(field => new PlanField(field))], 0);
    }

    /// <summary>A user or account: its id, the day, its free values.</summary>
    public static void Add(this RecordBatch batch, string id, params FieldValue[] free) => batch.Add(id, RecordKnowledge.Unknown, free);

    public static void Add(this RecordBatch batch, string id, RecordKnowledge knowledge, params FieldValue[] free) =>
        batch.Add([id, Make.Day, .. free], knowledge);

    public static async Task<string> RenderAsync(this EnterpretDestination destination, SyncPlan plan, RecordBatch batch)
    {
        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream))
            await destination.RenderAsync(plan, batch, json, Workspace.Token);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
