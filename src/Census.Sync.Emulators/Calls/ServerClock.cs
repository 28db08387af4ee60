namespace Census.Sync.Emulators.Calls;

/// <summary>The emulator's clock, and the time it lets pass.</summary>
internal sealed class ServerClock(EmulatorOptions options)
{
    private readonly Random _random = new(options.Seed ^ 0x5A17);

    public TimeProvider Provider => options.TimeProvider;

    public DateTimeOffset Now => options.TimeProvider.GetUtcNow() + options.ClockSkew;

    public bool HasLatency => options.Latency > TimeSpan.Zero || options.LatencyJitter > TimeSpan.Zero;

    public bool HasAnswerLatency => options.AnswerLatency > TimeSpan.Zero;

    public Task ArriveAsync(CancellationToken cancellationToken)
    {
        double share;
        lock (_random)
        {
            share = _random.NextDouble();
        }

        return Task.Delay(options.Latency + (options.LatencyJitter * share), options.TimeProvider, cancellationToken);
    }

    public Task AnswerAsync(CancellationToken cancellationToken) => Task.Delay(options.AnswerLatency, options.TimeProvider, cancellationToken);
}
