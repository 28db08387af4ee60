using System.Collections.Concurrent;

namespace Census.Sync.Sending;

/// <summary>Makes batches, and uses those again that are done with.</summary>
internal sealed class SendBatchPool(RecordSchema schema, int batchSize, int deletionBatchSize) : IDisposable
{
    private readonly ConcurrentBag<SendBatch> _free = [];

    public int BatchSize => batchSize;

    public SendBatch Take(bool isGone) =>
        isGone ? new(schema, deletionBatchSize) : _free.TryTake(out var free) ? free : new(schema, batchSize);

    public void Return(SendBatch batch)
    {
        if (batch.Capacity != batchSize)
        {
            batch.Dispose();
            return;
        }

        batch.Clear();
        _free.Add(batch);
    }

    public void Dispose()
    {
        foreach (var batch in _free)
            batch.Dispose();
    }
}
