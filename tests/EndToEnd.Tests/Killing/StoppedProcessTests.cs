using Census.Sync.Killing;

namespace EndToEnd.Tests.Killing;

/// <summary>A process is asked to stop, as a host asks when it is deployed anew: it hears the calls in flight to their end, but not for ever, and tells how far it came.</summary>
public sealed class StoppedProcessTests
{
    private static readonly TimeSpan s_patienceOfAHost = TimeSpan.FromSeconds(25);

    [Fact]
    public async Task A_process_that_is_asked_to_stop_hears_the_calls_in_flight_and_leaves_no_doubt()
    {
        var played = await StoppedProcess.PlayAsync(isAnswered: true, seed: 5);

        Assert.StartsWith("DONE Canceled canceled", played.Stopped);
        Assert.Contains("doubt=0", played.Stopped);
        Assert.InRange(played.StopTime, TimeSpan.Zero, s_patienceOfAHost);
        Assert.StartsWith("DONE Completed", played.Next);
        Assert.Empty(played.SentAgain);
        Assert.Empty(played.Differences);
    }

    [Fact]
    public async Task A_process_that_is_asked_to_stop_does_not_wait_for_ever()
    {
        var played = await StoppedProcess.PlayAsync(isAnswered: false, seed: 5);

        Assert.StartsWith("DONE Canceled canceled", played.Stopped);
        Assert.DoesNotContain("doubt=0", played.Stopped);
        Assert.InRange(played.StopTime, TimeSpan.FromSeconds(19), s_patienceOfAHost);
        Assert.StartsWith("DONE Completed", played.Next);
        Assert.Empty(played.SentAgain);
        Assert.Empty(played.Differences);
    }
}
