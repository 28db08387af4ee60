namespace Census.Sync;

/// <summary>How fast a destination takes records.</summary>
/// <param name="MaximumBatchSize">The largest number of records in a batch.</param>
/// <param name="MaximumParallelBatches">The largest number of batches in flight.</param>
public sealed record SyncSpeed(int MaximumBatchSize, int MaximumParallelBatches = 1);
