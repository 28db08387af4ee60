namespace Census.Sync.SyncProcess;

/// <summary>The moment at which this process says where it is, and stands still until a line comes in: to be killed, or stopped for a while.</summary>
internal sealed class StopPoint(string? moment, int count)
{
    private readonly string? _moment = moment?.TrimEnd('!');
    private readonly bool _goesOn = moment?.EndsWith('!') ?? false;
    private readonly TaskCompletionSource _continued = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _standsStill;
    private int _left = count;

    /// <summary>Stands still if this is the moment, or if it has come elsewhere; a moment with an exclamation mark is told of only.</summary>
    public async ValueTask PassAsync(string passing)
    {
        // A kill stops everything at once, and it comes a while after the moment was told of: a batch beside this one must not get on in between.
        if (_standsStill)
            await _continued.Task;
        if (passing != _moment || Interlocked.Decrement(ref _left) != 0)
            return;
        _standsStill = !_goesOn;
        Console.WriteLine($"AT {passing}");
        await Console.Out.FlushAsync();
        if (_goesOn)
            return;
        await Task.Run(Console.ReadLine);
        _standsStill = false;
        _continued.TrySetResult();
    }
}
