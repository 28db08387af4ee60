using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Census.Sync.TestUtilities;
using EndToEnd.Tests.Support;
using Gainsight.Client;

namespace EndToEnd.Tests.Quota;

/// <summary>A first load against the vendor's limit, in simulated time: fast enough, and never refused.</summary>
[Collection(nameof(Alone))]
public sealed class FullLoadTests
{
    private const int Companies = 20_000;
    private const int CallsPerMinute = 100;

    [Theory]
    [InlineData(1, RateWindowKind.Fixed)]
    [InlineData(2, RateWindowKind.Fixed)]
    [InlineData(3, RateWindowKind.Sliding)]
    public async Task Twenty_thousand_companies_use_the_quota_and_are_never_throttled(int seed, RateWindowKind windows)
    {
        var clock = new ManualTimeProvider();
        var latency = TimeSpan.FromMilliseconds(200);
        var jitter = TimeSpan.FromMilliseconds(300);
        await using var emulator = await GainsightEmulator.StartAsync(new()
        {
            TimeProvider = clock,
            Seed = seed,
            CallsPerMinute = CallsPerMinute,
            WindowKind = windows,
            RandomWindowPhase = true,
            Latency = latency,
            LatencyJitter = jitter,
        }, TestContext.Current.CancellationToken);
        using var http = new HttpClient(emulator.CreateHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        var client = new GainsightClient(
            new() { BaseAddress = emulator.BaseAddress, AccessKey = GainsightEmulator.DefaultAccessKey, CallsPerMinute = CallsPerMinute, QuotaShare = 1 },
            http, clock);
        var source = new ObjectSource<int>(
            () => Enumerable.Range(0, Companies),
            columns => columns.Column("name", number => $"Company {number:00000}").Column("employees", number => (long)number));
        var sync = new SyncBuilder("companies").From(source)
            .To(new GainsightDestination(client), "Company", SyncBehavior.UpdateOrCreate).Key("name", "Name").Map("employees", "Employees").Build();

        var began = clock.GetUtcNow();
        var run = new SyncRunner(new InMemorySyncStateStore(clock), timeProvider: clock).RunAsync(sync, cancellationToken: TestContext.Current.CancellationToken);
        await SimulatedTime.RunAsync(clock, run);
        var result = await run;
        var took = clock.GetUtcNow() - began;

        Assert.Null(result.ErrorMessage);
        Assert.Equal(SyncRunStatus.Completed, result.Status);
        Assert.Equal(Companies, result.RecordsCreated);
        Assert.Equal(Companies, emulator.Count("company"));
        Assert.DoesNotContain(emulator.Calls, call => call.Status == 429);
        Assert.Equal(Companies / 50, emulator.WriteCalls);

        // The bound of the rule that no unknown phase breaks: 100 calls in a window and the latency after it. The first window is free.
        var calls = emulator.Calls.Count;
        var cycle = TimeSpan.FromMinutes(1) + latency + (jitter / 2);
        var bound = cycle * ((calls - 1) / CallsPerMinute);
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}: {calls} calls in {took}, bound {bound}");
        Assert.InRange(took, TimeSpan.Zero, (bound / 0.99) + latency + jitter + TimeSpan.FromSeconds(5));
    }
}
