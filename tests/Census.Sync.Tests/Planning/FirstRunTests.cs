using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>What the first run does with records that the destination has already.</summary>
public sealed class FirstRunTests
{
    private static TestSync Create(FirstRun mode, int rows, int existing, SyncBehavior behavior = SyncBehavior.UpdateOrCreate, bool keepsAdopted = true)
    {
        var sync = new TestSync { Behavior = behavior }.WithRows(rows);
        sync.Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").FirstRun(mode).Guard(new() { KeepAdopted = keepsAdopted });
        for (var i = 0; i < existing; i++)
            sync.Destination.Stored[$"k{i}"] = new() { ["Name"] = "theirs" };
        return sync;
    }

    private static string[] Keys(int from, int to) => [.. Enumerable.Range(from, to - from).Select(i => $"k{i}").Order()];

    [Fact]
    public async Task Everything_is_sent_unless_something_else_is_said()
    {
        var sync = new TestSync().WithRows(5);
        sync.Destination.Stored["k0"] = [];

        var result = await sync.RunCompletedAsync();

        Assert.Equal(FirstRun.SendAll, sync.Define().FirstRun);
        Assert.Equal((true, 0, 5), (result.FullSync, result.RecordsAdopted, result.RecordsUpdated));
        Assert.Empty(sync.Destination.Questions);
    }

    [Theory]
    [InlineData(SyncBehavior.UpdateOrCreate)]
    [InlineData(SyncBehavior.UpdateOnly)]
    [InlineData(SyncBehavior.Mirror)]
    public async Task A_trusted_source_was_delivered_and_what_changes_is_sent(SyncBehavior behavior)
    {
        var sync = Create(FirstRun.TrustSource, 30, 30, behavior);

        var first = await sync.RunCompletedAsync();
        Assert.Empty(sync.TakeSent());
        sync.Source.Set(4, 1, "changed");
        var second = await sync.RunCompletedAsync();

        Assert.Equal((false, 30, 30, 0), (first.FullSync, first.SourceRecordUnchanged, first.RecordsAdopted, first.SourceRecordUpdates));
        Assert.Single(first.Warnings, warning => warning.Contains("No values were compared"));
        Assert.Equal((29, 0, 1), (second.SourceRecordUnchanged, second.RecordsAdopted, second.SourceRecordUpdates));
        Assert.Empty(second.Warnings);
        Assert.Equal([("k4", RecordKnowledge.Accepted)], sync.Destination.Sent);
        Assert.Empty(sync.Destination.Questions);
    }

    [Fact]
    public async Task A_trusted_source_of_a_sync_that_only_creates_sends_new_records_only()
    {
        var sync = Create(FirstRun.TrustSource, 10, 0, SyncBehavior.CreateOnly);
        sync.Destination.IsWriteOnly = true;
        await sync.RunCompletedAsync();
        sync.Source.Add("new", "new", 1m);
        sync.Source.Set(0, 1, "changed");

        var second = await sync.RunCompletedAsync();

        Assert.Equal(["new"], sync.TakeSent());
        Assert.Equal((9, 1), (second.SourceRecordUnchanged, second.ChangedAfterDelivery));
    }

    [Fact]
    public async Task Records_that_are_invalid_or_there_twice_are_not_taken()
    {
        var sync = Create(FirstRun.TrustSource, 10, 0);
        sync.Source.Set(1, 2, "no number");
        sync.Source.Add("k2", "again", 1m);

        var first = await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(10);
        sync.Source.Set(1, 2, 1m);
        await sync.RunCompletedAsync();

        Assert.Equal((8, 8, 3), (first.RecordsAdopted, first.SourceRecordUnchanged, first.SourceRecordInvalids));
        Assert.Equal(["k1", "k2"], sync.TakeSent().Order());
    }

    [Fact]
    public async Task What_exists_is_left_as_it_is_and_what_is_new_is_created()
    {
        var sync = Create(FirstRun.SkipExisting, 2_500, 2_000);
        sync.Destination.Finds = key => key == "k7" ? FindResult.Many : sync.Destination.Stored.ContainsKey(key) ? FindResult.One(null) : FindResult.Absent;

        var first = await sync.RunCompletedAsync();

        Assert.Equal((2_500, 2_000, 2_000, 500, 500), (
            first.SourceRecordCount, first.RecordsAdopted, first.SourceRecordUnchanged, first.SourceRecordCreates, first.RecordsCreated));
        Assert.Equal(Keys(2_000, 2_500), sync.TakeSent().Order());
        Assert.Equal("theirs", sync.Destination.Stored["k3"]["Name"]);
        Assert.Equal([1_000, 1_000, 500], sync.Destination.Questions);

        sync.Source.Set(3, 1, "changed");
        var second = await sync.RunCompletedAsync();

        Assert.Equal(["k3"], sync.TakeSent());
        Assert.Equal((2_499, 0), (second.SourceRecordUnchanged, second.RecordsAdopted));
        Assert.Equal("changed", sync.Destination.Stored["k3"]["Name"]);
        Assert.Equal(3, sync.Destination.Questions.Count);
    }

    [Fact]
    public async Task The_source_is_closed_before_the_destination_is_asked()
    {
        var sync = Create(FirstRun.SkipExisting, 3_000, 10);
        var phases = new List<string>();
        sync.Source.OnBatch = () => phases.Add("read");
        sync.Destination.Finds = _ =>
        {
            phases.Add("asked");
            return FindResult.Absent;
        };

        await sync.RunCompletedAsync();

        Assert.InRange(phases.IndexOf("asked"), 2, int.MaxValue);
        Assert.Equal(phases.Count - 3_000, phases.IndexOf("asked"));
    }

    [Fact]
    public async Task Where_the_destination_cannot_tell_nothing_is_sent()
    {
        var sync = Create(FirstRun.SkipExisting, 30, 10);
        sync.Destination.Finds = _ => FindResult.CannotTell;

        var refused = await sync.RunAsync();
        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.InvalidConfiguration), (refused.Status, refused.ErrorCode));
        Assert.Contains(nameof(FirstRun.TrustSource), refused.ErrorMessage);
        Assert.Empty(sync.TakeSent());

        sync.Destination.Finds = key => key == "k12" ? FindResult.CannotTell : key.Length > 2 ? FindResult.Absent : FindResult.One(null);
        var first = await sync.RunCompletedAsync();
        Assert.Equal((10, 20), (first.RecordsAdopted, first.RecordsUpdated));
        Assert.Contains(first.Warnings, warning => warning.Contains("1 records"));
    }

    [Fact]
    public async Task A_destination_that_cannot_be_used_leaves_the_first_run_to_come()
    {
        var sync = Create(FirstRun.SkipExisting, 30, 10);
        sync.Destination.Finds = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        var stopped = await sync.RunAsync();
        sync.Destination.Finds = null;

        var first = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.QuotaExhausted), (stopped.Status, stopped.ErrorCode));
        Assert.Equal((10, 20), (first.RecordsAdopted, first.RecordsCreated));
    }

    [Theory]
    [InlineData(FirstRun.TrustSource)]
    [InlineData(FirstRun.SkipExisting)]
    public async Task A_source_that_is_empty_or_cut_leaves_the_first_run_to_come(FirstRun mode)
    {
        var sync = Create(mode, 0, 20);
        var empty = await sync.RunAsync();
        sync.WithRows(20);
        sync.Source.End = SourceReadEnd.Truncated("the limit");
        var cut = await sync.RunAsync();
        sync.Source.End = SourceReadEnd.Complete;

        var first = await sync.RunCompletedAsync();

        Assert.All([empty, cut], result => Assert.Equal((SyncRunStatus.Held, SyncErrorCodes.HeldByGuard), (result.Status, result.ErrorCode)));
        Assert.Equal(20, first.RecordsAdopted);
        Assert.Empty(sync.TakeSent());
    }

    [Theory]
    [InlineData(FirstRun.TrustSource, 30)]
    [InlineData(FirstRun.SkipExisting, 10)]
    public async Task A_dry_run_shows_what_would_be_taken_and_changes_nothing(FirstRun mode, int taken)
    {
        var sync = Create(mode, 30, 10, SyncBehavior.Mirror);

        var dry = await sync.RunCompletedAsync(new() { DryRun = true });
        Assert.Equal((taken, taken, 30 - taken), (dry.RecordsAdopted, dry.SourceRecordUnchanged, dry.SourceRecordCreates));
        Assert.Equal(0, sync.Store.Writes);

        var first = await sync.RunCompletedAsync();
        Assert.Equal(taken, first.RecordsAdopted);
        Assert.Equal(30 - taken, sync.TakeSent().Length);
    }

    [Theory]
    [InlineData(FirstRun.TrustSource)]
    [InlineData(FirstRun.SkipExisting)]
    public async Task A_full_sync_sends_everything(FirstRun mode)
    {
        var sync = Create(mode, 20, 10);

        var first = await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal((true, 0, 20), (first.FullSync, first.RecordsAdopted, first.RecordsUpdated));
    }

    [Fact]
    public async Task A_state_that_is_bound_anew_has_a_first_run_again()
    {
        var sync = Create(FirstRun.TrustSource, 20, 0);
        await sync.RunCompletedAsync();
        sync.Destination.Account = "memory:two";

        var rebound = await sync.RunCompletedAsync(new() { RebindState = true });

        Assert.Equal(20, rebound.RecordsAdopted);
        Assert.Empty(sync.TakeSent());
    }

    [Theory]
    [InlineData(FirstRun.TrustSource)]
    [InlineData(FirstRun.SkipExisting)]
    public async Task A_mirror_deletes_what_it_sent_and_leaves_alone_what_it_took(FirstRun mode)
    {
        var sync = Create(mode, 20, 20, SyncBehavior.Mirror);
        await sync.RunCompletedAsync();
        sync.Source.Set(5, 1, "changed");
        sync.Source.Add("k20", "new", 1m);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAll(row => row[0].ToText() is "k4" or "k5" or "k20");

        var third = await sync.RunCompletedAsync();
        var fourth = await sync.RunCompletedAsync();

        Assert.Equal(["k20", "k5"], sync.Destination.Deleted.Select(deleted => deleted.Key).Order());
        Assert.Contains("k4", sync.Destination.Stored.Keys);
        Assert.Equal((2, 0), (third.RecordsDeleted, fourth.RecordsDeleted));
        Assert.All([third, fourth], result => Assert.StartsWith("1 records that the first run took", Assert.Single(result.Warnings)));
    }

    [Theory]
    [InlineData(FirstRun.TrustSource, null)]
    [InlineData(FirstRun.SkipExisting, "id of k4")]
    public async Task A_mirror_may_be_let_delete_what_it_took(FirstRun mode, string? id)
    {
        var sync = Create(mode, 20, 20, SyncBehavior.Mirror, keepsAdopted: false);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(4);

        var second = await sync.RunCompletedAsync();

        Assert.Equal(1, second.RecordsDeleted);
        Assert.Equal([("k4", id)], sync.Destination.Deleted);
    }

    [Theory]
    [InlineData(FirstRun.TrustSource)]
    [InlineData(FirstRun.SkipExisting)]
    public async Task The_group_of_what_was_taken_is_known(FirstRun mode)
    {
        var sync = Create(mode, 20, 18);
        sync.Destination.GroupBy = "Name";
        await sync.RunCompletedAsync();
        sync.Source.Set(3, 2, 99m);
        sync.Source.Set(4, 1, "another");

        var second = await sync.RunCompletedAsync();

        Assert.StartsWith("1 records have another Name", Assert.Single(second.Warnings));
        Assert.Equal(mode == FirstRun.SkipExisting ? 2 : 0, sync.Destination.Forecasts[mode == FirstRun.SkipExisting ? 1 : 0].Unknown);
        Assert.Equal(2, sync.Destination.Forecasts[^1].Groups);
        Assert.All(sync.Destination.Forecasts, forecast => Assert.InRange(forecast.Groups ?? 0, 0, forecast.Total));
    }

    [Fact]
    public async Task A_sync_that_becomes_a_mirror_still_knows_what_it_took()
    {
        var sync = Create(FirstRun.TrustSource, 20, 20);
        await sync.RunCompletedAsync();
        sync.Source.Set(5, 1, "changed");
        await sync.RunCompletedAsync();
        sync.Behavior = SyncBehavior.Mirror;
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveRange(4, 2);

        await sync.RunCompletedAsync();

        Assert.Equal("k5", Assert.Single(sync.Destination.Deleted).Key);
        Assert.Equal(19, sync.Destination.Stored.Count);
    }

    [Fact]
    public async Task What_somebody_wants_deleted_may_have_been_deleted_before_but_cannot_be_skipped()
    {
        var sync = Create(FirstRun.TrustSource, 5, 5, SyncBehavior.Delete);
        await sync.RunCompletedAsync();
        sync.Source.Add("k5", "", 0m);
        await sync.RunCompletedAsync();

        Assert.Equal(["k5"], sync.TakeSent());
        Assert.Throws<SyncConfigurationException>(() => Create(FirstRun.SkipExisting, 1, 0, SyncBehavior.Delete).Define());
        Assert.Throws<ArgumentOutOfRangeException>(() => new SyncBuilder("x").FirstRun((FirstRun)9));
    }

    public static TheoryData<FirstRun, SyncBehavior, bool> Kills()
    {
        var data = new TheoryData<FirstRun, SyncBehavior, bool>();
        foreach (var mode in new[] { FirstRun.TrustSource, FirstRun.SkipExisting })
        {
            foreach (var behavior in new[] { SyncBehavior.UpdateOrCreate, SyncBehavior.CreateOnly, SyncBehavior.Mirror })
            {
                data.Add(mode, behavior, false);
                data.Add(mode, behavior, true);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Kills))]
    public async Task A_first_run_killed_at_any_write_and_started_again_ends_the_same(FirstRun mode, SyncBehavior behavior, bool afterTheWrite)
    {
        var kills = 0;
        for (var write = 1; ; write++)
        {
            var sync = Create(mode, 30, 20, behavior);
            sync.Store.KilledAtWrite = write;
            sync.Store.AfterTheWrite = afterTheWrite;
            try
            {
                await sync.RunCompletedAsync();
                break;
            }
            catch (FailingStore.KilledException)
            {
                kills++;
            }

            sync.Store = new(sync.Durable);
            sync.StoreClock.Ahead += TimeSpan.FromMinutes(2);
            await sync.RunCompletedAsync();

            var created = mode == FirstRun.SkipExisting ? Keys(20, 30) : [];
            Assert.Equal(created, sync.TakeSent().Distinct().Order());
            Assert.All(sync.Destination.Creations, creation => Assert.Equal(1, creation.Value));
            Assert.Equal(Keys(0, 20).Union(created).Order(), sync.Destination.Stored.Keys.Order());
            Assert.All(Keys(0, 20), key => Assert.Equal("theirs", sync.Destination.Stored[key]["Name"]));

            var idle = await sync.RunCompletedAsync();
            Assert.Equal((30, 0), (idle.SourceRecordUnchanged, idle.RecordsAdopted));

            sync.Source.Rows.RemoveAt(25);
            sync.Source.Rows.RemoveAt(0);
            await sync.RunCompletedAsync();
            Assert.Equal(
                behavior == SyncBehavior.Mirror && mode == FirstRun.SkipExisting ? ["k25"] : [],
                sync.Destination.Deleted.Select(deleted => deleted.Key));
        }

        Assert.InRange(kills, 3, 100);
    }
}
