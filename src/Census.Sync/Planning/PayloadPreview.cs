using System.Text;
using System.Text.Json;
using Census.Sync.Sending;
using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Keeps the first records that a dry run would send, and shows what would go on the wire for them.</summary>
internal sealed class PayloadPreview(int records)
{
    // The first rows may turn out to be duplicates, or as they are at the destination: then the next ones are shown.
    private const int Spare = 1_000;

    private readonly List<(ChangeEntry Entry, FieldValue[] Values)> _writes = [];
    private readonly List<(ChangeEntry Entry, FieldValue[] Values)> _gone = [];

    public void Add(ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        var list = entry.IsGone ? _gone : _writes;
        if (list.Count < records + (entry.IsGone ? 0 : Spare))
            list.Add((entry, values.ToArray()));
    }

    /// <summary>Leaves out what will not be sent.</summary>
    public void Remove(IReadOnlyCollection<UInt128> keys)
    {
        var removed = keys.ToHashSet();
        _writes.RemoveAll(record => removed.Contains(record.Entry.Key));
    }

    /// <summary>Shows the records.</summary>
    /// <exception cref="SyncDestinationException">The destination, which may have to be asked what it has, cannot be used.</exception>
    public async ValueTask<IReadOnlyList<SyncPayload>> RenderAsync(PlanContext context, SetIfEmpty? setIfEmpty, CancellationToken cancellationToken)
    {
        var payloads = new List<SyncPayload>();
        foreach (var list in (IEnumerable<List<(ChangeEntry Entry, FieldValue[] Values)>>)[_writes, _gone])
        {
            if (list.Count == 0)
                continue;
            using var batch = new SendBatch(context.Plan.Schema, records);
            for (var i = 0; i < Math.Min(records, list.Count); i++)
                batch.Add(new(list[i].Entry), list[i].Entry.IsGone ? context.Gone!.ValuesOf(list[i].Values) : list[i].Values);
            var plan = context.PlanOf(list[0].Entry);
            using var prepared = setIfEmpty is null || list == _gone ? null : await setIfEmpty.PrepareAsync(batch.Records, cancellationToken).ConfigureAwait(false);
            using var json = new MemoryStream();
            var writer = new Utf8JsonWriter(json);
            await using (writer.ConfigureAwait(false))
                await context.Sync.Destination.RenderAsync(plan, prepared?.Records ?? batch.Records, writer, cancellationToken).ConfigureAwait(false);
            payloads.Add(new(plan.Operation, batch.Items.Count, Encoding.UTF8.GetString(json.GetBuffer().AsSpan(0, (int)json.Length))));
        }

        return payloads;
    }
}
