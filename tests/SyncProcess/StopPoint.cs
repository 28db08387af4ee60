namespace Census.Sync.SyncProcess;

/// <summary>The moment at which this process says where it is, and stands still until a line comes in: to be killed, or stopped for a while.</summary>
internal sealed class StopPoint(string? moment, int count)
{
    private readonly string? _moment = moment?.TrimEnd('!');
    private readonly bool _goesOn = moment?.EndsWith('!') ?? false;
    private int _left = count;

    /// <summary>Stands still if this is the moment; a moment with an exclamation mark is told of only.</summary>
    public async ValueTask PassAsync(string passing)
    {
        if (passing != _moment || Interlocked.Decrement(ref _left) != 0)
            return;
        Console.WriteLine($"AT {passing}");
        await Console.Out.FlushAsync();
        if (!_goesOn)
            await Task.Run(Console.ReadLine);
    }
}
