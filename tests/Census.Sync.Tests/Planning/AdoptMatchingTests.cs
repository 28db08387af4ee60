using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>A first run that compares its records with what the destination holds.</summary>
public sealed class AdoptMatchingTests
{
    private static TestSync Create(int rows, SyncBehavior behavior = SyncBehavior.UpdateOrCreate, int? pageSize = null, bool keepsAdopted = true)
    {
        var sync = new TestSync { Behavior = behavior }.WithRows(rows);
        sync.Destination.PageSize = pageSize;
        sync.Map = map => map.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").FirstRun(FirstRun.AdoptMatching).Guard(new() { KeepAdopted = keepsAdopted });
        return sync;
    }

    private static TestSync Holding(TestSync sync, int from, int to)
    {
        for (var i = from; i < to; i++)
            sync.Destination.Stored[$"k{i}"] = new() { ["Id"] = $"k{i}", ["Name"] = $"name {i}", ["Arr"] = $"{10 * i}" };
        return sync;
    }

    [Theory, InlineData(null), InlineData(7)]
    public async Task What_is_equal_is_not_sent_and_what_differs_or_is_missing_is(int? pageSize)
    {
        var sync = Holding(Create(2_500, pageSize: pageSize), 0, 2_000);
        sync.Destination.Stored["k3"]["Name"] = "theirs";
        sync.Destination.Stored["k4"]["Arr"] = "<null>";
        sync.Destination.Stored["stranger"] = new() { ["Name"] = "not ours" };

        var first = await sync.RunCompletedAsync();

        Assert.Equal((1_998, 1_998, 500, 502), (first.RecordsAdopted, first.SourceRecordUnchanged, first.SourceRecordCreates, first.SourceRecordUpdates));
        Assert.Equal(502, first.RecordsUpdated);
        Assert.Equal(["k3", "k4", .. Enumerable.Range(2_000, 500).Select(i => $"k{i}")], sync.TakeSent().OrderBy(key => int.Parse(key[1..])));
        Assert.Equal("name 3", sync.Destination.Stored["k3"]["Name"]);
        Assert.False(first.FullSync);
        Assert.Empty(first.Warnings);
        Assert.Equal(pageSize is null ? [1_000, 1_000, 500] : [], sync.Destination.Questions);
        Assert.Equal(pageSize is null ? 0 : 286, sync.Destination.PagesRead);

        sync.Source.Set(9, 1, "changed");
        var second = await sync.RunCompletedAsync();

        Assert.Equal(["k9"], sync.TakeSent());
        Assert.Equal((2_499, 0), (second.SourceRecordUnchanged, second.RecordsAdopted));
    }

    [Fact]
    public async Task The_source_is_closed_before_the_destination_is_read()
    {
        var sync = Holding(Create(3_000, pageSize: 1_000), 0, 3_000);
        sync.Source.OnBatch = () => Assert.Equal(0, sync.Destination.PagesRead);

        Assert.Equal(3_000, (await sync.RunCompletedAsync()).RecordsAdopted);

        Assert.Equal(3, sync.Destination.PagesRead);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Where_the_destination_cannot_be_read_the_source_is_trusted_and_that_is_said(bool isWriteOnly)
    {
        var sync = Create(20);
        sync.Destination.CanRead = false;
        sync.Destination.IsWriteOnly = isWriteOnly;

        var report = await new SyncRunner(sync.Store).PlanAsync(sync.Define(), TestContext.Current.CancellationToken);
        var first = await sync.RunCompletedAsync();

        Assert.Contains(nameof(FirstRun.TrustSource), Assert.Single(report.Warnings));
        Assert.Equal(report.Warnings, first.Warnings);
        Assert.Equal((20, 0), (first.RecordsAdopted, first.RecordsUpdated));
        Assert.Empty((await sync.RunCompletedAsync()).Warnings);
    }

    [Fact]
    public async Task A_destination_that_can_be_read_is_worth_no_warning()
    {
        var sync = Create(1);

        Assert.Empty((await new SyncRunner(sync.Store).PlanAsync(sync.Define(), TestContext.Current.CancellationToken)).Warnings);
    }

    [Fact]
    public async Task A_page_that_comes_twice_holds_the_same_records()
    {
        var sync = Holding(Create(50, pageSize: 10), 0, 50);
        sync.Destination.Stored["k3"]["Name"] = "theirs";
        sync.Destination.Pages = pages => pages.SelectMany(page => new[] { page, page });

        var first = await sync.RunCompletedAsync();

        Assert.Equal((49, 1), (first.RecordsAdopted, first.RecordsUpdated));
        Assert.Empty(first.Warnings);
    }

    [Fact]
    public async Task A_record_that_changed_between_two_readings_differs()
    {
        var sync = Holding(Create(10, pageSize: 10), 0, 10);
        sync.Destination.Pages = pages => pages.SelectMany(page => new[]
        {
            page,
            [new("k2", new() { ["Name"] = "edited", ["Arr"] = "20" })],
        });

        var first = await sync.RunCompletedAsync();

        Assert.Equal((9, 1), (first.RecordsAdopted, first.SourceRecordUpdates));
        Assert.Equal(["k2"], sync.TakeSent());
    }

    [Fact]
    public async Task Without_ids_what_comes_twice_may_be_two_records()
    {
        var sync = Holding(Create(10, pageSize: 10), 0, 10);
        sync.Destination.GivesIds = false;
        sync.Destination.Pages = pages => pages.SelectMany(page => new[] { page, page[..3] });

        var first = await sync.RunCompletedAsync();

        Assert.Equal((7, 3), (first.RecordsAdopted, first.RecordsUpdated));
        Assert.StartsWith("3 records were not compared", Assert.Single(first.Warnings));
    }

    [Fact]
    public async Task What_a_lost_page_held_is_sent()
    {
        var sync = Holding(Create(50, pageSize: 10), 0, 50);
        sync.Destination.Pages = pages => pages.Where((_, i) => i != 2);

        var first = await sync.RunCompletedAsync();

        Assert.Equal((40, 10), (first.RecordsAdopted, first.RecordsUpdated));
        Assert.All(sync.Destination.Stored, record => Assert.Equal(3, record.Value.Count));
    }

    [Fact]
    public async Task What_the_destination_has_several_times_is_sent_though_all_are_equal()
    {
        var sync = new TestSync("mail", "name") { Destination = new() { KeyFields = ["Mail"], PageSize = 10 } };
        sync.Destination.Fields[0] = sync.Destination.Fields[0] with { IsRequired = false };
        sync.Map = map => map.Key("mail", "Mail").Map("name", "Name").FirstRun(FirstRun.AdoptMatching);
        sync.Source.Add("a@x.com", "A");
        sync.Source.Add("b@x.com", "B");
        foreach (var (mail, name) in new[] { ("a@x.com", "A"), ("A@x.com", "A"), ("b@x.com", "B") })
            sync.Destination.Stored[mail] = new() { ["Mail"] = mail, ["Name"] = name };

        var first = await sync.RunCompletedAsync();

        Assert.Equal(1, first.RecordsAdopted);
        Assert.Equal(["a@x.com"], sync.TakeSent());
        Assert.StartsWith("1 records were not compared", Assert.Single(first.Warnings));
    }

    [Fact]
    public async Task A_destination_that_answers_for_some_only_is_believed_for_those()
    {
        var sync = Holding(Create(30), 0, 30);
        sync.Destination.Finds = key => key switch
        {
            "k1" => FindResult.CannotTell,
            "k2" => FindResult.Many,
            "k3" => FindResult.One("without values"),
            "k4" => FindResult.Absent,
            _ => null,
        };

        var first = await sync.RunCompletedAsync();

        Assert.Equal(26, first.RecordsAdopted);
        Assert.Equal(["k1", "k2", "k3", "k4"], sync.TakeSent().Order());
        Assert.Equal(2, first.Warnings.Count);
        Assert.Contains(first.Warnings, warning => warning.Contains("could not tell of 2 records"));
    }

    [Theory, InlineData(null), InlineData(7)]
    public async Task A_field_that_cannot_be_read_makes_every_record_differ_that_says_something_of_it(int? pageSize)
    {
        var sync = Holding(Create(10, pageSize: pageSize), 0, 10);
        sync.Map = map => map.Key("id", "Id").Map("name", "Name")
            .MapComputed("Arr", record => record["id"].ToText() == "k6" ? FieldValue.Absent : record["arr"]).FirstRun(FirstRun.AdoptMatching);
        sync.Destination.Hides.Add("Arr");

        var first = await sync.RunCompletedAsync();

        Assert.Equal((1, 9), (first.RecordsAdopted, first.SourceRecordUpdates));
        Assert.DoesNotContain("k6", sync.TakeSent());
        Assert.StartsWith("The destination does not tell the values of 'Arr'", Assert.Single(first.Warnings));
    }

    [Fact]
    public async Task What_is_not_sent_is_not_compared()
    {
        var sync = Holding(Create(10), 0, 10);
        sync.Map = map => map.Key("id", "Id").MapComputed("Name", record => record["id"].ToText() == "k6" ? FieldValue.Absent : record["name"])
            .Map("arr", "Arr", countsAsChange: false).Map("name", "Fixed").FirstRun(FirstRun.AdoptMatching);
        foreach (var row in sync.Destination.Stored.Values)
            (row["Arr"], row["Fixed"]) = ("another", "another");
        sync.Destination.Stored["k6"]["Name"] = "theirs";
        sync.Destination.Stored["k7"]["Name"] = "theirs";

        Assert.Equal(9, (await sync.RunCompletedAsync()).RecordsAdopted);

        Assert.Equal(["k7"], sync.TakeSent());
    }

    [Fact]
    public async Task A_field_that_is_set_if_empty_is_equal_to_any_value_and_not_to_none()
    {
        var sync = Holding(Create(4, pageSize: 3), 0, 4);
        sync.Map = map => map.Key("id", "Id").Map(new FieldMapping("name", "Name") { SetIfEmpty = true }).FirstRun(FirstRun.AdoptMatching);
        sync.Destination.Stored["k1"]["Name"] = "theirs";
        sync.Destination.Stored["k2"].Remove("Name");
        sync.Source.Set(3, 1, FieldValue.Null);
        sync.Destination.Stored["k3"]["Name"] = "theirs";

        var dry = await sync.RunCompletedAsync(new() { DryRun = true });

        Assert.Equal((3, 1), (dry.RecordsAdopted, dry.SourceRecordUpdates));
    }

    [Fact]
    public async Task Null_is_equal_to_no_value_and_to_nothing_else()
    {
        var sync = Holding(Create(4), 0, 4);
        sync.Source.Set(0, 1, FieldValue.Null);
        sync.Source.Set(1, 1, FieldValue.Null);
        sync.Destination.Stored["k1"].Remove("Name");
        sync.Source.Set(2, 1, "");
        sync.Destination.Stored["k2"].Remove("Name");

        Assert.Equal(2, (await sync.RunCompletedAsync()).RecordsAdopted);

        Assert.Equal(["k0", "k2"], sync.TakeSent().Order());
    }

    [Fact]
    public async Task A_mirror_leaves_alone_what_was_equal_and_deletes_what_it_sent()
    {
        var sync = Holding(Create(10, SyncBehavior.Mirror, pageSize: 4), 0, 10);
        sync.Destination.Stored["k5"]["Name"] = "theirs";
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveRange(4, 2);

        var second = await sync.RunCompletedAsync();

        Assert.Equal("k5", Assert.Single(sync.Destination.Deleted).Key);
        Assert.StartsWith("1 records that the first run took", Assert.Single(second.Warnings));
    }

    [Theory, InlineData(null), InlineData(4)]
    public async Task A_mirror_that_may_deletes_what_was_equal_by_the_id_that_was_read(int? pageSize)
    {
        var sync = Holding(Create(10, SyncBehavior.Mirror, pageSize, keepsAdopted: false), 0, 10);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(4);

        await sync.RunCompletedAsync();

        Assert.Equal([("k4", "id of k4")], sync.Destination.Deleted);
    }

    [Fact]
    public async Task A_sync_that_only_creates_leaves_alone_what_exists_until_it_may_update()
    {
        var sync = Holding(Create(10, SyncBehavior.CreateOnly), 0, 8);
        sync.Destination.Stored["k5"]["Name"] = "theirs";

        var first = await sync.RunCompletedAsync();
        Assert.Equal((8, 2, 2), (first.RecordsAdopted, first.SourceRecordUpdates, first.SourceRecordCreates));
        Assert.Equal(["k8", "k9"], sync.TakeSent().Order());

        sync.Behavior = SyncBehavior.UpdateOrCreate;
        await sync.RunCompletedAsync();
        Assert.Equal(["k5"], sync.TakeSent());
    }

    [Fact]
    public async Task Records_are_told_apart_by_what_the_destination_stores()
    {
        var sync = new TestSync("id", "mail", "name") { Destination = new() { ReadBy = "Mail", PageSize = 5 } };
        sync.Map = map => map.Key("id", "Id").Map("mail", "Mail").Map("name", "Name").FirstRun(FirstRun.AdoptMatching);
        for (var i = 0; i < 6; i++)
        {
            sync.Source.Add($"s{i}", $"m{i}@x.com", $"name {i}");
            sync.Destination.Stored[$"d{i}"] = new() { ["Mail"] = $"m{i}@x.com", ["Name"] = $"name {i}" };
        }

        sync.Source.Set(5, 1, "m4@x.com");

        foreach (var size in new int?[] { 5, null })
        {
            sync.Destination.PageSize = size;
            var dry = await sync.RunCompletedAsync(new() { DryRun = true });
            Assert.Equal((4, 2), (dry.RecordsAdopted, dry.SourceRecordCreates));
            Assert.StartsWith("1 records were not compared", Assert.Single(dry.Warnings));
        }
    }

    [Fact]
    public async Task Records_that_are_invalid_or_there_twice_are_not_taken()
    {
        var sync = Holding(Create(10, pageSize: 5), 0, 10);
        sync.Source.Set(1, 2, "no number");
        sync.Source.Add("k2", "name 2", 20m);

        var first = await sync.RunCompletedAsync();

        Assert.Equal((8, 3, 0), (first.RecordsAdopted, first.SourceRecordInvalids, first.RecordsUpdated));
    }

    [Theory, InlineData(null), InlineData(5)]
    public async Task A_dry_run_shows_what_would_be_sent_and_changes_nothing(int? pageSize)
    {
        var sync = Holding(Create(30, SyncBehavior.Mirror, pageSize), 0, 20);
        sync.Destination.Stored["k3"]["Name"] = "theirs";

        var dry = await sync.RunCompletedAsync(new() { DryRun = true });

        Assert.Equal((19, 11, 10), (dry.RecordsAdopted, dry.SourceRecordUpdates, dry.SourceRecordCreates));
        Assert.Equal(0, sync.Store.Writes);
        Assert.Empty(sync.TakeSent());
    }

    [Fact]
    public async Task A_reading_that_breaks_off_leaves_the_first_run_to_come()
    {
        var sync = Holding(Create(30, pageSize: 10), 0, 30);
        sync.Destination.Pages = pages => pages.Select((page, i) => i < 2 ? page : throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow."));
        var stopped = await sync.RunAsync();
        sync.Destination.Pages = pages => pages;

        var first = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.QuotaExhausted), (stopped.Status, stopped.ErrorCode));
        Assert.Equal((30, 0), (first.RecordsAdopted, first.RecordsUpdated));
    }

    [Fact]
    public async Task A_source_that_is_empty_or_cut_leaves_the_first_run_to_come()
    {
        var sync = Holding(Create(0), 0, 20);
        var empty = await sync.RunAsync();
        sync.WithRows(20);
        sync.Source.End = SourceReadEnd.Truncated("the limit");
        var cut = await sync.RunAsync();
        sync.Source.End = SourceReadEnd.Complete;

        Assert.All([empty, cut], result => Assert.Equal(SyncErrorCodes.HeldByGuard, result.ErrorCode));
        Assert.Equal(20, (await sync.RunCompletedAsync()).RecordsAdopted);
    }

    [Fact]
    public async Task A_full_sync_sends_everything_unread()
    {
        var sync = Holding(Create(20, pageSize: 5), 0, 20);

        var first = await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal((true, 0, 20, 0), (first.FullSync, first.RecordsAdopted, first.RecordsUpdated, sync.Destination.PagesRead));
    }

    [Fact]
    public void What_somebody_wants_deleted_cannot_be_compared() =>
        Assert.Throws<SyncConfigurationException>(() => Create(1, SyncBehavior.Delete).Define());

    [Theory]
    [InlineData(SyncBehavior.UpdateOrCreate, false), InlineData(SyncBehavior.UpdateOrCreate, true)]
    [InlineData(SyncBehavior.Mirror, false), InlineData(SyncBehavior.Mirror, true)]
    public async Task A_first_run_killed_at_any_write_and_started_again_ends_the_same(SyncBehavior behavior, bool afterTheWrite)
    {
        var kills = 0;
        for (var write = 1; ; write++)
        {
            var sync = Holding(Create(30, behavior, pageSize: 6), 0, 20);
            foreach (var key in new[] { "k1", "k2", "k3" })
                sync.Destination.Stored[key]["Name"] = "theirs";
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

            Assert.Equal(["k1", "k2", "k3", .. Enumerable.Range(20, 10).Select(i => $"k{i}")], sync.TakeSent().Distinct().OrderBy(key => int.Parse(key[1..])));
            Assert.All(sync.Destination.Creations, creation => Assert.Equal(1, creation.Value));
            Assert.All(Enumerable.Range(0, 30), i => Assert.Equal($"name {i}", sync.Destination.Stored[$"k{i}"]["Name"]));
            Assert.Equal((30, 0), (await sync.RunCompletedAsync()) is var idle ? (idle.SourceRecordUnchanged, idle.RecordsAdopted) : default);
        }

        Assert.InRange(kills, 3, 100);
    }

    [Fact]
    public async Task A_value_that_the_destination_keeps_in_a_form_nobody_knows_is_sent()
    {
        var sync = Holding(Create(3), 0, 3);
        sync.Destination.Garbles = "Arr";
        sync.Destination.Hides.Add("Arr");

        var first = await sync.RunCompletedAsync();

        Assert.Equal((0, 3), (first.RecordsAdopted, first.RecordsUpdated));
    }
}
