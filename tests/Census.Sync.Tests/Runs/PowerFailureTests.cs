using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Runs;

/// <summary>A power failure takes back the writes that need not survive one. What the destination has is right all the same in the end.</summary>
public sealed class PowerFailureTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SyncBehavior.UpdateOrCreate, RepeatRule.Safe, false)]
    [InlineData(SyncBehavior.UpdateOrCreate, RepeatRule.Safe, true)]
    [InlineData(SyncBehavior.UpdateOrCreate, RepeatRule.AfterFind, true)]
    [InlineData(SyncBehavior.Mirror, RepeatRule.Safe, false)]
    [InlineData(SyncBehavior.Mirror, RepeatRule.AfterFind, true)]
    public async Task The_destination_is_the_projection_of_the_source_wherever_the_power_failed(SyncBehavior behavior, RepeatRule repeat, bool isReverted)
    {
        var points = 0;
        for (var failsAt = 1; ; failsAt++)
        {
            var sync = Create(behavior, repeat);
            await sync.RunCompletedAsync();
            for (var i = 0; i < 20; i++)
                sync.Source.Set(i, 1, $"new {i}");
            sync.Source.Add("k30", "added", 1m);
            if (!await FailAsync(sync, failsAt))
                break;
            points++;

            // The row that may have been sent goes back to what the state says it is, or goes.
            if (isReverted)
            {
                for (var i = 0; i < 20; i++)
                    sync.Source.Set(i, 1, $"name {i}");
                sync.Source.Rows.RemoveAt(sync.Source.Rows.Count - 1);
            }

            // A record in doubt whose row went is settled by one run and deleted by the next.
            sync.StoreClock.Ahead += TimeSpan.FromHours(1);
            await sync.RunCompletedAsync();
            await sync.RunCompletedAsync();

            foreach (var row in sync.Source.Rows)
                Assert.Equal(row[1].ToText(), sync.Destination.Stored[row[0].ToText()]["Name"]);
            if (behavior == SyncBehavior.Mirror)
                Assert.Equal(sync.Source.Rows.Count, sync.Destination.Stored.Count);
            Assert.All(sync.Destination.Creations.Values, creations => Assert.Equal(1, creations));
        }

        Assert.True(points > 5);
    }

    [Fact]
    public async Task What_must_not_be_sent_twice_is_not_sent_twice()
    {
        for (var failsAt = 1; ; failsAt++)
        {
            var sync = Create(SyncBehavior.UpdateOrCreate, RepeatRule.Never);
            if (!await FailAsync(sync, failsAt))
                break;
            sync.StoreClock.Ahead += TimeSpan.FromHours(1);
            await sync.RunCompletedAsync();

            Assert.Equal(sync.Destination.Sent.Count, sync.Destination.Sent.Select(record => record.Key).Distinct().Count());
        }
    }

    [Theory]
    [InlineData(RepeatRule.Never, true)]
    [InlineData(RepeatRule.Safe, false)]
    public async Task The_outcome_of_what_must_not_be_repeated_survives(RepeatRule repeat, bool survives)
    {
        const byte Outcomes = 3;
        var sync = Create(SyncBehavior.UpdateOrCreate, repeat);
        var outcomes = new List<bool>();
        sync.Store.OnWrite = write => outcomes.AddRange(
            write.Puts.Where(put => put.Section == StateSection.Journal && put.Blob.Content.Span[0] == Outcomes).Select(_ => write.SurvivesPowerFailure));

        await sync.RunCompletedAsync();

        Assert.Equal([survives, survives, survives], outcomes);
    }

    private static TestSync Create(SyncBehavior behavior, RepeatRule repeat)
    {
        var sync = new TestSync { Behavior = behavior, Destination = new(repeat), Map = sync => sync.Key("id", "Id").Map("name", "Name").HoldWhen(changedShare: 1) };
        return sync.WithRows(30);
    }

    // Runs until a write of the state, at which the machine stops; writes since the last that had to survive are lost.
    private static async Task<bool> FailAsync(TestSync sync, int failsAt)
    {
        var lost = new List<StateWrite>();
        var survived = await SnapshotAsync(sync);
        var count = 0;
        sync.Store.OnWrite = write =>
        {
            if (++count == failsAt)
                sync.Store.Kill();
            lost.Add(CopyOf(write));
        };
        try
        {
            await sync.RunAsync();
        }
        catch (TestUtilities.FailingStore.KilledException)
        {
            // The machine stopped.
        }

        sync.Store.OnWrite = null;
        if (!sync.Store.IsDead)
            return false;

        // The write at which the machine stopped reached nothing, or everything if it was one that waits.
        var kept = lost.FindLastIndex(write => write.SurvivesPowerFailure);
        await RestoreAsync(sync, survived, lost.Take(kept + 1));
        sync.Store = new(sync.Durable);
        return true;
    }

    private static StateWrite CopyOf(StateWrite write)
    {
        var copy = new StateWrite { SurvivesPowerFailure = write.SurvivesPowerFailure };
        foreach (var (section, from, to) in write.Deletions)
            copy.Delete(section, from, to);
        foreach (var (section, blob) in write.Puts)
            copy.Put(section, blob.Number, blob.Content.ToArray());
        return copy;
    }

    private static async Task<StateWrite> SnapshotAsync(TestSync sync)
    {
        var all = new StateWrite();
        foreach (var section in Enum.GetValues<StateSection>())
        {
            all.Delete(section);
            foreach (var blob in await Planning.DiffTests.BlobsAsync(sync, section))
                all.Put(section, blob.Number, blob.Content.ToArray());
        }

        return all;
    }

    private static async Task RestoreAsync(TestSync sync, StateWrite before, IEnumerable<StateWrite> writes)
    {
        sync.StoreClock.Ahead += TimeSpan.FromHours(1);
        await using var session = (await sync.Durable.TryOpenAsync("things", new("power", TimeSpan.FromMinutes(1)), s_token))!;
        await session.WriteAsync(before, s_token);
        foreach (var write in writes)
            await session.WriteAsync(write, s_token);
    }
}
