using Census.Sync.Killing;

namespace EndToEnd.Tests.Killing;

/// <summary>
/// Processes that sync a file to an emulator are killed with SIGKILL at every point of a run, again and again, while their source and their mapping change. In the end
/// the emulator holds what the presence table of the behaviour says, the records that are reported as refused are just those that were, nothing was sent again that was
/// not in flight when the process died, and no call was refused by the vendor's quota.
/// </summary>
public sealed class KilledProcessTests(ITestOutputHelper output)
{
    private const int Kills = 200;
    private const int Seed = 20261125;

    [Fact]
    public async Task A_process_killed_anywhere_ends_where_one_ends_that_was_not()
    {
        var tally = await KillSeries.RunAsync(Kills, Seed);
        using var report = new StringWriter();
        tally.Write(report);
        output.WriteLine($"seed {Seed}\n{report}");

        Assert.True(tally.IsClean, $"seed {Seed}\n{report}");
        Assert.Equal(Kills, tally.Kills);
        Assert.All(tally.Points, point => Assert.True(point.Value > 0, point.Key));
    }
}
