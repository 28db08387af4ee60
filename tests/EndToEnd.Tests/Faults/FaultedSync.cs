using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.TestUtilities;

namespace EndToEnd.Tests.Faults;

/// <summary>An emulator, a source, and runs of one sync between them, each as if in a new process that keeps nothing but the state.</summary>
internal abstract class FaultedSync : IAsyncDisposable
{
    private const int MostRuns = 4;
    private static readonly TimeSpan s_leaseDuration = TimeSpan.FromDays(1);
    private readonly LeaseClock _leases;

    protected FaultedSync(JumpingTimeProvider clock, int rows)
    {
        Clock = clock;
        Rows = new(rows);
        _leases = new(clock);
        State = new(_leases);
    }

    protected static TimeSpan AttemptTimeout { get; } = TimeSpan.FromSeconds(35);

    protected JumpingTimeProvider Clock { get; }

    public EditedRows Rows { get; }

    public abstract FaultScript Faults { get; }

    public abstract IReadOnlyList<EmulatorCall> Calls { get; }

    private InMemorySyncStateStore State { get; }

    protected abstract HttpMessageHandler CreateHandler();

    protected abstract SyncDefinition Define(HttpClient http);

    protected abstract IEnumerable<string> Contents();

    protected abstract IEnumerable<string> Expected();

    public Task<SyncRunResult> RunAsync() => RunAsync(State);

    /// <summary>Runs in a process that is killed at a write of the state, if it lives until then. The next one takes over at once.</summary>
    /// <returns>Whether it was killed.</returns>
    public async Task<bool> RunToDeathAsync(int write, bool afterTheWrite)
    {
        try
        {
            await RunAsync(new FailingStore(State) { KilledAtWrite = write, AfterTheWrite = afterTheWrite });
            return false;
        }
        catch (FailingStore.KilledException)
        {
            _leases.Ahead += s_leaseDuration;
            return true;
        }
    }

    private async Task<SyncRunResult> RunAsync(SyncStateStore state)
    {
        using var wire = new FaultWire(CreateHandler(), this, Clock);
        using var http = new HttpClient(wire) { Timeout = Timeout.InfiniteTimeSpan };

        // The lease outlives the jumps of the clock.
        var runner = new SyncRunner(state, new() { LeaseDuration = s_leaseDuration }, Clock);
        var result = await runner.RunAsync(Define(http), new() { IgnoreGuards = true }, TestContext.Current.CancellationToken);
        AssertReport(result);
        return result;
    }

    /// <summary>Runs until nothing is left to send; whatever goes wrong goes wrong in the first run only.</summary>
    /// <returns>The reports.</returns>
    public async Task<List<SyncRunResult>> SettleAsync()
    {
        List<SyncRunResult> runs = [];
        do
        {
            Assert.True(runs.Count < MostRuns, $"Not settled: {Describe(runs)}");
            runs.Add(await RunAsync());
            Faults.Clear();
            Clock.Advance(TimeSpan.FromMinutes(5));
        }
        while (runs[^1] is not { Status: SyncRunStatus.Completed, Backlog: 0 });
        return runs;
    }

    /// <summary>The destination holds what the source says, each record once, and one more run has nothing to do.</summary>
    public async Task AssertSettledAsync()
    {
        await Faults.ReleaseAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Expected().Order(StringComparer.Ordinal), Contents().Order(StringComparer.Ordinal));
        var before = Calls.Count(call => call.IsWrite);
        var idle = await RunAsync();
        Assert.Equal((SyncRunStatus.Completed, (long)Rows.Rows.Count), (idle.Status, idle.SourceRecordUnchanged));
        Assert.Equal(before, Calls.Count(call => call.IsWrite));
    }

    public static string Describe(IEnumerable<SyncRunResult> runs) => string.Join("; ", runs.Select(run =>
        $"{run.Status} {run.ErrorCode} accepted={run.RecordsUpdated} in doubt={run.RecordsInDoubt} backlog={run.Backlog} {string.Join(", ", run.Issues)}"));

    public abstract ValueTask DisposeAsync();

    // None of the faults is one of a record, so all of what was planned is either delivered or left.
    private static void AssertReport(SyncRunResult run)
    {
        Assert.Empty(run.Issues);
        Assert.Equal((0, 0), (run.RecordsFailed, run.RecordsSkipped));
        Assert.Equal(run.SourceRecordUpdates + run.SourceRecordDeletes, run.RecordsUpdated + run.Backlog);
        Assert.InRange(run.RecordsInDoubt, 0, run.Backlog);
        Assert.Equal(run.Status == SyncRunStatus.Failed, run.ErrorCode is not null);
    }

    // By which leases expire.
    private sealed class LeaseClock(TimeProvider clock) : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Ahead;
    }
}
