namespace Census.Sync.Benchmarks.Workload;

/// <summary>A destination that acknowledges so many batches and gives no answer to those after them. Tells who waits for it what it is doing.</summary>
/// <param name="answered">How many batches are answered.</param>
/// <param name="settledRequested">Called once, when the first request comes whose records need not settle.</param>
/// <param name="stalled">Called once, when a request comes that gets no answer.</param>
internal sealed class StallingDestination(int answered, Action settledRequested, Action stalled) : NullDestination
{
    private int _batches;
    private int _isTold;

    public override async ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        if (!IsInDoubt(records) && Interlocked.Exchange(ref _isTold, 1) == 0)
            settledRequested();
        var number = Interlocked.Increment(ref _batches);
        if (number == answered + 1)
            stalled();
        if (number > answered)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return await base.SyncBatchAsync(plan, records, cancellationToken);
    }

    private static bool IsInDoubt(RecordBatch records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            if (records[i].Knowledge == RecordKnowledge.InDoubt)
                return true;
        }

        return false;
    }
}
