using System.Runtime.CompilerServices;

namespace Census.Sync.Tests.Support;

/// <summary>Reads what a <see cref="MemoryDestination"/> holds; it holds texts, so that every value reads as its text.</summary>
internal sealed class MemoryReader(MemoryDestination destination, SyncPlan plan, IReadOnlyList<int> fields) : DestinationReader(plan, fields)
{
    public override IReadOnlyList<int> KeyIndexes => destination.ReadBy is { } name ? [Plan.Schema.IndexOf(name)] : Plan.KeyIndexes;

    public override ValueTask<IReadOnlyList<FindResult>> FindAsync(RecordBatch records, CancellationToken cancellationToken = default)
    {
        destination.Questions.Add(records.Count);
        var found = new FindResult[records.Count];
        for (var i = 0; i < found.Length; i++)
        {
            var key = destination.ReadBy is { } field
                ? destination.Stored.FirstOrDefault(record => record.Value[field] == records[i][field].ToText()).Key ?? ""
                : destination.KeyOf(records[i]);
            found[i] = destination.Finds?.Invoke(key)
                ?? (destination.Stored.TryGetValue(key, out var row) ? FindResult.One($"id of {key}", ValuesOf(key, row)) : FindResult.Absent);
        }

        return new(found);
    }

    public override ValueTask<IAsyncEnumerable<RecordBatch>?> ReadAllAsync(long sought, CancellationToken cancellationToken = default) =>
        new(destination.PageSize is { } size ? ReadPagesAsync(size, cancellationToken) : null);

    public override FieldValue Normalize(int field, in FieldValue value) =>
        Plan.Fields[field].Field.Name == destination.Garbles ? FieldValue.Absent : value.HasValue ? value.ToText() : value;

    private async IAsyncEnumerable<RecordBatch> ReadPagesAsync(int size, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var batch = new RecordBatch(Plan.Schema, size);
        foreach (var page in destination.Pages(destination.Stored.OrderByDescending(record => record.Key).Chunk(size)))
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            destination.PagesRead++;
            batch.Clear();
            foreach (var (key, row) in page)
                batch.Add(ValuesOf(key, row), RecordKnowledge.Unknown, destination.GivesIds ? $"id of {key}" : null);
            yield return batch;
        }
    }

    private FieldValue[] ValuesOf(string key, Dictionary<string, string> row)
    {
        var values = new FieldValue[Plan.Fields.Count];
        foreach (var field in Fields.Where(field => !destination.Hides.Contains(Plan.Fields[field].Field.Name)))
            values[field] = row.GetValueOrDefault(Plan.Fields[field].Field.Name, "<null>") is var text && text == "<null>" ? FieldValue.Null : text;
        if (destination.ReadBy is null)
        {
            foreach (var (index, part) in destination.KeyFields.Zip(key.Split('|')))
                values[Plan.Schema.IndexOf(index)] = part;
        }

        return values;
    }
}
