using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Runs;

/// <summary>Progress tells how fast a run goes and how long it will take, by the clock of the run.</summary>
public sealed class ProgressTests
{
    [Fact]
    public async Task Rates_and_the_time_left_are_those_of_the_sending_so_far()
    {
        var sync = new TestSync().WithRows(40);
        sync.Destination.Speed = new(10);
        sync.Destination.OnCall = _ => { sync.Clock.Advance(TimeSpan.FromSeconds(5)); return Task.CompletedTask; };
        sync.Source.OnOpen = () => sync.Clock.Advance(TimeSpan.FromSeconds(4));
        var told = new Told();

        await sync.RunCompletedAsync(new() { Progress = told });

        Assert.Equal((10, null), told.Of(SyncPhase.Plan).Select(progress => (progress.RecordsPerSecond, progress.TimeLeft)).Last());
        Assert.Equal((0, null), told.Of(SyncPhase.Send).Select(progress => (progress.RecordsPerSecond, progress.TimeLeft)).First());
        Assert.Equal(
            [(10, 1, 2, 15), (20, 2, 2, 10), (30, 3, 2, 5), (40, 4, 2, 0)],
            told.Of(SyncPhase.Send).Skip(1).Select(progress => ((int)progress.Settled, (int)progress.Calls, (int)progress.RecordsPerSecond, (int)progress.TimeLeft!.Value.TotalSeconds)));
        Assert.All(told.Of(SyncPhase.Send).Skip(1), progress => Assert.Equal(0.2, progress.CallsPerSecond, 6));
        var done = Assert.Single(told.Of(SyncPhase.Done));
        Assert.Equal((2, TimeSpan.Zero), (done.RecordsPerSecond, done.TimeLeft));
    }

    private sealed class Told : IProgress<SyncProgress>
    {
        private readonly List<SyncProgress> _all = [];

        public IEnumerable<SyncProgress> Of(SyncPhase phase) => _all.Where(progress => progress.Phase == phase);

        public void Report(SyncProgress value) => _all.Add(value);
    }
}
