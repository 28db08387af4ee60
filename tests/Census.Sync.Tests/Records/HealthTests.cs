using Census.Sync.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Census.Sync.Tests.Records;

/// <summary>The health of a sync is what its runs and its records say, and how long ago the last one completed.</summary>
public sealed class HealthTests
{
    [Fact]
    public async Task A_sync_that_completed_lately_is_healthy_and_tells_its_counts()
    {
        var sync = Create();
        var run = await sync.RunCompletedAsync();

        var health = await CheckAsync(sync);

        Assert.Equal((HealthStatus.Healthy, null), (health.Status, health.Description));
        Assert.Equal((4L, 0L, run.CompletedAt, "Completed"), (health.Data["records_delivered"], health.Data["records_parked"], health.Data["last_completed_at"], health.Data["last_status"]));
    }

    [Fact]
    public async Task A_sync_that_never_completed_is_degraded() => Assert.Equal(HealthStatus.Degraded, (await CheckAsync(Create())).Status);

    [Theory]
    [InlineData(35, HealthStatus.Healthy)]
    [InlineData(36, HealthStatus.Degraded)]
    [InlineData(71, HealthStatus.Degraded)]
    [InlineData(72, HealthStatus.Unhealthy)]
    public async Task A_sync_grows_stale(int hours, HealthStatus expected)
    {
        var sync = Create();
        await sync.RunCompletedAsync();
        sync.Clock.Advance(TimeSpan.FromHours(hours));

        Assert.Equal(expected, (await CheckAsync(sync)).Status);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(sync, new() { DegradedAge = null, UnhealthyAge = null })).Status);
    }

    [Fact]
    public async Task Runs_that_fail_degrade_a_sync_and_make_it_unhealthy_in_the_end()
    {
        var sync = Create();
        await sync.RunCompletedAsync();
        sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.Unauthorized, "The key was refused.");
        var seen = new List<HealthStatus>();
        for (var i = 0; i < 3; i++)
        {
            sync.Source.Set(0, 1, $"changed {i}");
            await sync.RunAsync();
            seen.Add((await CheckAsync(sync)).Status);
        }

        var failing = await CheckAsync(sync);
        sync.Destination.OnCall = _ => Task.CompletedTask;
        await sync.RunCompletedAsync();

        Assert.Equal([HealthStatus.Degraded, HealthStatus.Degraded, HealthStatus.Unhealthy], seen);
        Assert.Equal("3 runs failed in a row, the last with unauthorized.", failing.Description);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(sync)).Status);
    }

    [Fact]
    public async Task A_run_that_was_held_degrades_a_sync_and_is_no_failure()
    {
        var sync = Create();
        await sync.RunCompletedAsync();
        sync.Source.Rows.Clear();
        for (var i = 0; i < 4; i++)
            await sync.RunAsync();

        var health = await CheckAsync(sync);

        Assert.Equal((HealthStatus.Degraded, "The last run was held by a guard."), (health.Status, health.Description));
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(sync, new() { DegradedWhenHeld = false })).Status);
    }

    [Theory]
    [InlineData(0.3, 1.0, HealthStatus.Healthy)]
    [InlineData(0.25, 1.0, HealthStatus.Degraded)]
    [InlineData(0.25, 0.25, HealthStatus.Unhealthy)]
    [InlineData(null, null, HealthStatus.Healthy)]
    public async Task Parked_records_count_by_their_share(double? degraded, double? unhealthy, HealthStatus expected)
    {
        var sync = Create();
        sync.Destination.Refuses = key => key == "k1";
        await sync.RunCompletedAsync();

        var health = await CheckAsync(sync, new() { DegradedParkedShare = degraded, UnhealthyParkedShare = unhealthy });

        Assert.Equal((expected, 1L), (health.Status, health.Data["records_parked"]));
        Assert.DoesNotContain("k1", health.Description ?? "");
    }

    [Fact]
    public async Task A_state_that_cannot_be_read_is_unhealthy()
    {
        var sync = Create();
        await sync.RunCompletedAsync();
        await using (var session = await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken))
            await session!.WriteAsync(new StateWrite().Put(StateSection.Runs, 0, new byte[] { 1, 2, 3, 4, 5 }), TestContext.Current.CancellationToken);

        var health = await CheckAsync(sync);

        Assert.Equal(HealthStatus.Unhealthy, health.Status);
        Assert.Contains("damaged", health.Description);
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncHealthOptions { DegradedAge = TimeSpan.FromTicks(-1) });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncHealthOptions { UnhealthyFailures = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncHealthOptions { UnhealthyParkedShare = 1.1 });
    }

    private static TestSync Create()
    {
        var sync = new TestSync().WithRows(4);
        sync.Map = builder => builder.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").Retry(new() { ImmediateTries = 1, MaximumTries = 1 });
        return sync;
    }

    // As an application has it: by the registration.
    private static async Task<HealthCheckResult> CheckAsync(TestSync sync, SyncHealthOptions? options = null)
    {
        await using var services = new ServiceCollection().AddSingleton<TimeProvider>(sync.Clock)
            .AddCensusSync(syncs => syncs.UseState(_ => new Borrowed(sync.Durable)).AddSync("things", builder => sync.Map(builder.From(sync.Source).To(sync.Destination, "Thing", SyncBehavior.UpdateOrCreate))))
            .BuildServiceProvider();
        var registration = SyncHealthCheck.For("things", options);
        Assert.Equal(("sync things", "census-sync"), (registration.Name, Assert.Single(registration.Tags)));
        return await registration.Factory(services).CheckHealthAsync(new() { Registration = registration }, TestContext.Current.CancellationToken);
    }

    // The container disposes what it holds; the test goes on with it.
    private sealed class Borrowed(SyncStateStore inner) : SyncStateStore
    {
        public override ValueTask<SyncStateSession?> TryOpenAsync(string syncName, SyncLease lease, CancellationToken cancellationToken = default) =>
            inner.TryOpenAsync(syncName, lease, cancellationToken);

        public override ValueTask<SyncStateReader> OpenReadAsync(string syncName, CancellationToken cancellationToken = default) =>
            inner.OpenReadAsync(syncName, cancellationToken);

        public override ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default) => inner.ListAsync(cancellationToken);
    }
}
