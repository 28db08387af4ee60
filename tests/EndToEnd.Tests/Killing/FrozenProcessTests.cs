using Census.Sync.Killing;

namespace EndToEnd.Tests.Killing;

/// <summary>Two processes run one sync: one of them works, and the other is told so. One that lost its lease while it stood still can neither send nor commit any more.</summary>
public sealed class FrozenProcessTests
{
    [Theory]
    [InlineData("before note")]
    [InlineData("answered")]
    [InlineData("before outcome")]
    [InlineData("before merge")]
    public async Task A_process_that_was_frozen_past_its_lease_cannot_commit(string moment)
    {
        var played = await FrozenHolder.PlayAsync(moment, seed: 3);

        Assert.StartsWith("DONE Skipped already_running", played.WhileItRuns);
        Assert.StartsWith("DONE Completed", played.WhileItIsFrozen);
        Assert.StartsWith("DONE Failed", played.Holder);
        Assert.Contains("lease", played.Holder);
        Assert.Equal(0, played.StoredAfterThaw);
        Assert.StartsWith("DONE Completed", played.Idle);
        Assert.Empty(played.Differences);
    }
}
