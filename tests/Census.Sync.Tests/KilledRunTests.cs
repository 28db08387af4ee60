using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests;

/// <summary>A run killed at any moment and started again ends where one ends that was not killed, whatever happened to the source in between.</summary>
public sealed class KilledRunTests
{
    private const int Lives = 10;

    public static TheoryData<int, RepeatRule, SyncBehavior, MirrorStrategy> Seeds()
    {
        var data = new TheoryData<int, RepeatRule, SyncBehavior, MirrorStrategy>();
        for (var seed = 0; seed < 60; seed++)
        {
            Add(seed, RepeatRule.Safe, SyncBehavior.UpdateOrCreate);
            Add(seed, RepeatRule.AfterFind, SyncBehavior.UpdateOrCreate);
            Add(seed, RepeatRule.AfterFind, SyncBehavior.CreateOnly);
            Add(seed, RepeatRule.Never, SyncBehavior.CreateOnly);
            Add(seed, RepeatRule.AfterFind, SyncBehavior.Append);
            Add(seed, RepeatRule.Never, SyncBehavior.Append);
            Add(seed, RepeatRule.Safe, SyncBehavior.UpdateOnly);
            Add(seed, RepeatRule.Safe, SyncBehavior.Mirror);
            Add(seed, RepeatRule.AfterFind, SyncBehavior.Mirror);
            Add(seed, RepeatRule.Safe, SyncBehavior.Mirror, MirrorStrategy.UpdatesAndNulls);
            Add(seed, RepeatRule.AfterFind, SyncBehavior.Mirror, MirrorStrategy.UpdatesAndNulls);
        }

        return data;

        void Add(int seed, RepeatRule repeat, SyncBehavior behavior, MirrorStrategy strategy = MirrorStrategy.UpdatesAndDeletes) => data.Add(seed, repeat, behavior, strategy);
    }

    [Theory, MemberData(nameof(Seeds))]
    public async Task A_run_killed_anywhere_and_started_again_ends_in_the_same_state(int seed, RepeatRule repeat, SyncBehavior behavior, MirrorStrategy strategy)
    {
        var random = new Random(seed);
        var sync = new TestSync { Behavior = behavior }.WithRows(60);
        var map = sync.Map;
        sync.Map = builder => map(builder.MirrorBy(strategy)).Retry(TestSync.InEveryRun);
        sync.Destination = new(repeat)
        {
            Speed = new(7, 1 + random.Next(3)),
            Clock = sync.Clock,

            // Services without unique keys: a record that is inserted twice is there twice.
            InsertsBlindly = repeat != RepeatRule.Safe,
        };
        if (behavior == SyncBehavior.UpdateOnly)
        {
            foreach (var row in sync.Source.Rows)
                sync.Destination.Stored[row[0].ToText()] = [];
        }

        for (var life = 0; life < Lives; life++)
        {
            await LiveAsync(sync, random, repeat);
            Edit(sync, random, behavior);
            sync.StoreClock.Ahead += TimeSpan.FromMinutes(2);
        }

        sync.Store = new(sync.Durable);
        var last = await sync.RunAsync(new() { IgnoreGuards = true });
        sync.Clock.Advance(TimeSpan.FromHours(1));
        sync.Destination.CommitLate();

        Assert.Equal((SyncRunStatus.Completed, 0), (last.Status, last.Backlog));
        AssertDestination(sync, last, repeat, behavior);

        if (behavior == SyncBehavior.Mirror)
        {
            // What was in doubt is settled first; what is gone is deleted, or cleared, then.
            await sync.RunCompletedAsync(new() { IgnoreGuards = true });
            Assert.Equal(
                sync.Source.Rows.Select(row => row[0].ToText()).Order(),
                sync.Destination.Stored.Where(record => record.Value["Name"] != "<null>").Select(record => record.Key).Order());
            Assert.True(strategy == MirrorStrategy.UpdatesAndDeletes || sync.Destination.Deleted.IsEmpty);
            Assert.All(sync.Destination.Deleted, record => Assert.Equal($"id of {record.Key}", record.DestinationId ?? $"id of {record.Key}"));
        }

        // And once it is done, it is done.
        sync.TakeSent();
        var idle = await sync.RunAsync(new() { IgnoreGuards = true });
        Assert.Empty(sync.TakeSent());
        Assert.Equal(
            sync.Source.Rows.Count,
            idle.SourceRecordUnchanged + idle.ChangedAfterDelivery + idle.RecordsInDoubt);
    }

    /// <summary>One life of the process: a run that is killed at a write, before the destination stores or after it, that is cut, or that is left in peace.</summary>
    private static async Task LiveAsync(TestSync sync, Random random, RepeatRule repeat)
    {
        var store = sync.Store = new(sync.Durable);
        var death = random.Next(8);
        var call = random.Next(9);
        sync.Destination.Refuses = random.Next(3) == 0 ? key => key.EndsWith('4') : _ => false;
        if (death == 0)
            (store.KilledAtWrite, store.AfterTheWrite) = (1 + random.Next(25), random.Next(2) == 0);
        sync.Destination.BeforeCommit = death == 1 ? KillAt(call) : null;
        sync.Destination.AfterCommit = death == 2 ? KillAt(call) : null;

        // The connection is cut, the service stores the batch a while later, and the process dies in the meantime or not.
        if (death == 3 && repeat != RepeatRule.Safe)
            sync.Destination.CommitsAfterTheCut = TimeSpan.FromSeconds(1 + random.Next(55));

        // Answers that are lost again and again: the run ends, the doubts do not.
        sync.Destination.Answer = death == 6
            ? results => [.. results.Select((result, i) => i == 0 ? RecordResult.Unknown : result)]
            : results => results;

        // Doubts of an earlier life meet services that are busy or have no room.
        var calls = 0;
        if (death is 4 or 5)
            sync.Destination.Respond = key => (key.Length + key[^1] + calls) % 4 == 0 ? RecordResult.Deferred
                : (key.Length + key[^1] + calls) % 4 == 1 ? RecordResult.Retryable(new("busy", "Wait.")) : null;
        var cutIsFatal = random.Next(2) == 0;

        // A process that lives on sends again at once what is safe to repeat, and the next one may send a newer value before the service stores the older one:
        // nobody can mend that.
        if (death == 3 && repeat == RepeatRule.Safe && cutIsFatal)
            sync.Destination.CommitsAfterTheCut = TimeSpan.FromSeconds(1 + random.Next(55));
        sync.Destination.OnCall = _ =>
        {
            if (++calls == 2 && death == 3 && cutIsFatal)
                store.Kill();
            if (calls > call && death == 4)
                throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
            return Task.CompletedTask;
        };
        try
        {
            await sync.RunAsync(new() { IgnoreGuards = true, Resume = random.Next(5) == 0 });
        }
        catch (FailingStore.KilledException)
        {
        }

        sync.Destination.BeforeCommit = sync.Destination.AfterCommit = null;
        sync.Destination.CommitsAfterTheCut = null;
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.Destination.Refuses = _ => false;
        sync.Destination.Respond = _ => null;
        sync.Destination.Answer = results => results;

        Action KillAt(int at) => () =>
        {
            if (Interlocked.Decrement(ref at) <= 0)
            {
                store.Kill();
                throw new FailingStore.KilledException();
            }
        };
    }

    private static void AssertDestination(TestSync sync, SyncRunResult last, RepeatRule repeat, SyncBehavior behavior)
    {
        var inDoubt = last.Issues.Where(issue => issue.Kind == RecordIssueKind.InDoubt).Select(issue => issue.Key).ToHashSet();
        Assert.Equal(inDoubt.Count, last.RecordsInDoubt);
        Assert.True(repeat == RepeatRule.Never || inDoubt.Count == 0);
        Assert.True(inDoubt.Count < sync.Source.Rows.Count);
        foreach (var row in sync.Source.Rows)
        {
            var key = row[0].ToText();
            if (inDoubt.Contains(key))
                continue;
            Assert.True(sync.Destination.Stored.TryGetValue(key, out var stored), $"{key} is missing.");
            if (behavior is not (SyncBehavior.CreateOnly or SyncBehavior.Append))
                Assert.Equal((row[1].ToText(), row[2].ToText()), (stored["Name"], stored["Arr"]));
        }

        Assert.All(sync.Destination.Creations, creation => Assert.Equal(1, creation.Value));
    }

    private static void Edit(TestSync sync, Random random, SyncBehavior behavior)
    {
        var source = sync.Source;
        for (var i = 0; i < 8; i++)
        {
            // A small choice of names, so that changes are taken back now and then; and rows that come back after they were gone.
            var row = random.Next(source.Rows.Count);
            source.Set(row, 1, $"name {random.Next(3)}");
        }

        if (random.Next(2) == 0 && behavior != SyncBehavior.UpdateOnly)
            source.Add($"n{random.Next(100_000)}-{source.Rows.Count}", "new", 1m);
        if (random.Next(2) == 0)
        {
            var row = source.Rows[random.Next(source.Rows.Count)];
            source.Rows.Remove(row);
            sync.Gone.Add(row);
        }
        else if (sync.Gone.Count > 0)
        {
            source.Rows.Add(sync.Gone[^1]);
            sync.Gone.RemoveAt(sync.Gone.Count - 1);
        }
    }
}
