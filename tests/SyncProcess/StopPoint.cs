namespace Census.Sync.SyncProcess;

/// <summary>The moment at which this process says so and stands still, to be killed.</summary>
internal sealed class StopPoint(string? phase, int count)
{
    private int _left = count;

    /// <summary>Stands still for ever if this is the moment.</summary>
    public async ValueTask PassAsync(string passing)
    {
        if (passing != phase || Interlocked.Decrement(ref _left) != 0)
            return;
        Console.WriteLine($"AT {phase}");
        await Console.Out.FlushAsync();
        await Task.Delay(Timeout.InfiniteTimeSpan);
    }
}
