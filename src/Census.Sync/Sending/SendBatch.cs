using Census.Sync.State;

namespace Census.Sync.Sending;

/// <summary>Records that are sent together.</summary>
internal sealed class SendBatch(RecordSchema schema, int capacity) : IDisposable
{
    // A destination without a limit says so with a huge number: room is made for what comes, not for what may come.
    private const int LargestInitialCapacity = 1_000;

    public RecordBatch Records { get; } = new(schema, Math.Min(capacity, LargestInitialCapacity));

    public List<SendItem> Items { get; } = new(Math.Min(capacity, LargestInitialCapacity));

    /// <summary>The numbers of the records in the change set.</summary>
    public List<long> Ordinals { get; } = new(Math.Min(capacity, LargestInitialCapacity));

    public int Capacity => capacity;

    public bool IsFull => Items.Count == capacity;

    public void Add(in SendItem item, ReadOnlySpan<FieldValue> values)
    {
        Items.Add(item);
        Ordinals.Add(item.Entry.Ordinal);
        Records.Add(values, item.Entry.Knowledge, item.Entry.DestinationId);
    }

    public void Clear()
    {
        Items.Clear();
        Ordinals.Clear();
        Records.Clear();
    }

    public void Dispose() => Records.Dispose();
}
