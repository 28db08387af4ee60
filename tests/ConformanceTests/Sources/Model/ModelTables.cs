namespace Census.Sync.ConformanceTests;

/// <summary>What a <see cref="ModelSource"/> reads from, with the number of reads that are open.</summary>
internal sealed class ModelTables
{
    private int _open;
    private int _running;

    public SourceTable Table { get; set; } = new([], []);

    /// <summary>The row at which a read fails; -1 if none does.</summary>
    public int FailsAt { get; set; } = -1;

    /// <summary>Whether a statement runs until it is cancelled.</summary>
    public bool IsEndless { get; set; }

    public int Open => Volatile.Read(ref _open);

    public int Running => Volatile.Read(ref _running);

    public void Count(int opened) => Interlocked.Add(ref _open, opened);

    /// <summary>Runs a statement to its end or its cancellation.</summary>
    public async Task RunAsync(bool tellsTheServer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!IsEndless)
            return;
        Interlocked.Increment(ref _running);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        finally
        {
            if (tellsTheServer)
                Interlocked.Decrement(ref _running);
        }
    }
}
