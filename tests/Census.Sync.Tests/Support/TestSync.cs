using Census.Sync.TestUtilities;
using Microsoft.Extensions.Logging;

namespace Census.Sync.Tests.Support;

/// <summary>A sync from a list to a destination in memory, on a clock of its own. Tests change its parts between runs.</summary>
internal sealed class TestSync
{
    public TestSync(params string[] columns)
    {
        Source = new(columns.Length == 0 ? ["id", "name", "arr"] : columns);
        StoreClock = new(Clock);
        Durable = new(StoreClock);
        Store = new(Durable);
    }

    /// <summary>What was refused is sent in every run for ever, as Census does.</summary>
    public static RecordRetryOptions InEveryRun { get; } = new() { ImmediateTries = int.MaxValue, MaximumTries = null };

    public ManualTimeProvider Clock { get; } = new();

    /// <summary>The clock of the store, by which leases expire.</summary>
    public ShiftedClock StoreClock { get; }

    public InMemorySyncStateStore Durable { get; }

    public FailingStore Store { get; set; }

    public ListSource Source { get; }

    /// <summary>Rows that a test took out of the source and may put back.</summary>
    public List<FieldValue[]> Gone { get; } = [];

    public MemoryDestination Destination { get; set; } = new();

    public Model? Model { get; set; }

    public SyncBehavior Behavior { get; set; } = SyncBehavior.UpdateOrCreate;

    public string ObjectName { get; set; } = "Thing";

    public ILogger<SyncRunner>? Logger { get; set; }

    public SyncRunnerOptions RunnerOptions { get; set; } = new();

    /// <summary>The mappings; guards too.</summary>
    public Func<SyncBuilder, SyncBuilder> Map { get; set; } = sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr");

    /// <summary>The keys that were sent since the last call, in order.</summary>
    public string[] TakeSent()
    {
        var sent = Destination.Sent.Select(record => record.Key).ToArray();
        Destination.Sent.Clear();
        Destination.Batches.Clear();
        return sent;
    }

    /// <summary>Adds rows k0, k1 and so on.</summary>
    public TestSync WithRows(int count)
    {
        for (var i = 0; i < count; i++)
            Source.Add($"k{i}", $"name {i}", 10m * i);
        return this;
    }

    public SyncDefinition Define() => Map(new SyncBuilder("things").From(Source, Model).To(Destination, ObjectName, Behavior)).Build();

    /// <summary>Starts a run; the clock stands still.</summary>
    public Task<SyncRunResult> StartAsync(SyncRunOptions? options = null, CancellationToken? cancellationToken = null) =>
        new SyncRunner(Store, RunnerOptions, Clock, Logger)
            .RunAsync(Define(), options, cancellationToken ?? TestContext.Current.CancellationToken);

    /// <summary>Runs and is cancelled, without patience for the calls in flight: their records are in doubt.</summary>
    public async Task<SyncRunResult> AbortAsync(CancellationToken cancellationToken, SyncRunOptions? options = null)
    {
        var patient = RunnerOptions;
        RunnerOptions = patient with { StopTimeout = TimeSpan.Zero };
        var result = await StartAsync(options, cancellationToken);
        RunnerOptions = patient;
        Assert.Equal((SyncRunStatus.Canceled, SyncErrorCodes.Canceled), (result.Status, result.ErrorCode));
        return result;
    }

    /// <summary>Runs; the clock moves on whenever the run waits for it.</summary>
    public async Task<SyncRunResult> RunAsync(SyncRunOptions? options = null)
    {
        var run = StartAsync(options);
        await Clock.RunUntilAsync(run);
        return await run;
    }

    /// <summary>Runs, and asserts that it ended well.</summary>
    public async Task<SyncRunResult> RunCompletedAsync(SyncRunOptions? options = null)
    {
        var result = await RunAsync(options);
        Assert.Null(result.ErrorMessage);
        Assert.Equal(SyncRunStatus.Completed, result.Status);
        return result;
    }

    /// <summary>A clock that runs ahead of another.</summary>
    internal sealed class ShiftedClock(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Ahead;
    }
}
