using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>What is sent is what changed, and what was not delivered before.</summary>
public sealed class DiffTests
{
    [Fact]
    public async Task Unchanged_records_cost_no_call_and_leave_nothing_in_the_state()
    {
        var sync = new TestSync().WithRows(2_500);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Store.Puts.Clear();

        var result = await sync.RunCompletedAsync();

        Assert.Empty(sync.TakeSent());
        Assert.Single(sync.Destination.Forecasts);
        Assert.Equal((2_500, 2_500, 0), (result.SourceRecordCount, result.SourceRecordUnchanged, result.SourceRecordUpdates));
        Assert.False(sync.Store.Puts.ContainsKey(StateSection.Pages));
        Assert.False(sync.Store.Puts.ContainsKey(StateSection.Changes));
        Assert.Equal(1, sync.Store.Puts[StateSection.Journal]);
        Assert.Empty(await BlobsAsync(sync, StateSection.Journal));
    }

    [Fact]
    public async Task Only_what_changed_is_sent_and_only_its_pages_are_written()
    {
        var sync = new TestSync().WithRows(5_000);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Store.Puts.Clear();
        sync.Source.Set(17, 1, "new name");
        sync.Source.Rows.RemoveAt(20);
        sync.Source.Add("k9000", "new", 1);

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["k17", "k9000"], sync.TakeSent());
        Assert.Equal((4_998, 2, 1), (result.SourceRecordUnchanged, result.SourceRecordUpdates, result.SourceRecordCreates));
        Assert.InRange(sync.Store.Puts[StateSection.Pages], 1, 2);
        Assert.Equal("new name", sync.Destination.Stored["k17"]["Name"]);
    }

    [Fact]
    public async Task The_same_value_in_another_kind_is_no_change()
    {
        var sync = new TestSync().WithRows(1);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(0, 2, "0.00");

        await sync.RunCompletedAsync();

        Assert.Empty(sync.TakeSent());
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Values_that_look_alike_are_changes(FieldValue before, FieldValue after)
    {
        var sync = new TestSync("id", "note") { Map = sync => sync.Key("id", "Id").Map("note", "Note") };
        sync.Source.Add("a", before);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(0, 1, after);

        await sync.RunCompletedAsync();

        Assert.Equal(["a"], sync.TakeSent());
    }

    public static TheoryData<FieldValue, FieldValue> Changes() => new()
    {
        { FieldValue.Null, "" },
        { FieldValue.Null, FieldValue.Absent },
        { "5", 5 },
        { 0, false },
        { "a", "A" },
        { "a", "a " },
        { FieldValue.FromArray(["a", "b"]), FieldValue.FromArray(["a,b"]) },
        { FieldValue.FromArray(["a"]), "a" },
        { new DateOnly(2024, 1, 1), "2024-01-01" },
    };

    [Fact]
    public async Task A_rejected_record_is_retried_on_each_run_until_it_is_accepted()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.Refuses = key => key == "k1";

        var first = await sync.RunCompletedAsync();
        sync.TakeSent();
        var second = await sync.RunCompletedAsync();
        var sentAgain = sync.TakeSent();
        sync.Destination.Refuses = _ => false;
        var third = await sync.RunCompletedAsync();
        var sentLast = sync.TakeSent();
        var fourth = await sync.RunCompletedAsync();

        Assert.Equal((2, 1), (first.RecordsUpdated, first.RecordsFailed));
        Assert.Equal((1, 0, 1, 2), (second.SourceRecordUpdates, second.SourceRecordCreates, second.RecordsFailed, second.SourceRecordUnchanged));
        Assert.Equal((MemoryDestination.TooBad, 2), (second.Issues[0].Problem, second.Issues[0].Tries));
        Assert.Equal(["k1"], sentAgain);
        Assert.Equal(["k1"], sentLast);
        Assert.Equal((1, 0), (third.RecordsUpdated, third.RecordsFailed));
        Assert.Equal((3, 0), (fourth.SourceRecordUnchanged, fourth.SourceRecordUpdates));
        Assert.Empty(await BlobsAsync(sync, StateSection.Held));
    }

    [Fact]
    public async Task Rejected_records_are_retried_apart_from_the_others()
    {
        var sync = new TestSync().WithRows(5);
        sync.Destination.Refuses = key => key is "k1" or "k3";
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(0, 1, "changed");
        sync.Source.Set(4, 1, "changed");

        await sync.RunCompletedAsync();

        Assert.Equal([["k0", "k4"], ["k1", "k3"]], sync.Destination.Batches);
    }

    [Fact]
    public async Task A_rejected_record_is_forgotten_when_it_left_the_source()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.Refuses = key => key == "k1";
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(1);

        await sync.RunCompletedAsync();

        Assert.Empty(await BlobsAsync(sync, StateSection.Held));
    }

    [Fact]
    public async Task A_rejected_record_is_kept_when_the_read_was_cut()
    {
        var sync = new TestSync().WithRows(3);
        sync.Destination.Refuses = key => key == "k1";
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(1);
        sync.Source.End = SourceReadEnd.Truncated("only 2 rows were allowed");

        await sync.RunCompletedAsync();

        Assert.Single(await BlobsAsync(sync, StateSection.Held));
    }

    [Fact]
    public async Task A_rejected_change_is_forgotten_when_it_was_taken_back()
    {
        var sync = new TestSync().WithRows(3);
        await sync.RunCompletedAsync();
        sync.Source.Set(1, 1, "bad");
        sync.Destination.Refuses = key => key == "k1";
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(1, 1, "name 1");

        var result = await sync.RunCompletedAsync();

        Assert.Empty(sync.TakeSent());
        Assert.Equal(3, result.SourceRecordUnchanged);
        Assert.Empty(await BlobsAsync(sync, StateSection.Held));
    }

    [Fact]
    public async Task An_update_of_a_record_that_is_not_there_is_skipped_and_looked_at_again()
    {
        var sync = new TestSync { Behavior = SyncBehavior.UpdateOnly }.WithRows(2);
        sync.Destination.Stored["k0"] = [];

        var first = await sync.RunCompletedAsync();
        sync.TakeSent();
        var second = await sync.RunCompletedAsync();
        var sentAgain = sync.TakeSent();
        sync.Destination.Stored["k1"] = [];
        var third = await sync.RunCompletedAsync();
        sync.TakeSent();
        var fourth = await sync.RunCompletedAsync();

        Assert.Equal((1, 1), (first.RecordsUpdated, first.RecordsSkipped));
        Assert.Equal((RecordIssueKind.Skipped, "k1", SyncErrorCodes.NotFound), (first.Issues[0].Kind, first.Issues[0].Key, first.Issues[0].Problem.Code));
        Assert.Equal((0, 1), (second.RecordsUpdated, second.RecordsSkipped));
        Assert.Equal(["k1"], sentAgain);
        Assert.Equal((1, 0), (third.RecordsUpdated, third.RecordsSkipped));
        Assert.Equal(2, fourth.SourceRecordUnchanged);
        Assert.DoesNotContain("k1", sync.Destination.Creations.Keys);
    }

    [Fact]
    public async Task A_record_is_created_once_and_later_changes_are_reported()
    {
        var sync = new TestSync { Behavior = SyncBehavior.CreateOnly }.WithRows(3);
        sync.Destination.Stored["k2"] = new() { ["Name"] = "older" };

        var first = await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(0, 1, "changed");
        sync.Source.Set(2, 1, "changed");
        var second = await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal((2, 1), (first.RecordsCreated, first.RecordsSkipped));
        Assert.Equal(("k2", SyncErrorCodes.AlreadyExists), (first.Issues[0].Key, first.Issues[0].Problem.Code));
        Assert.Empty(sync.TakeSent());
        Assert.Equal((1, 2, 0), (second.SourceRecordUnchanged, second.ChangedAfterDelivery, second.SourceRecordUpdates));
        Assert.Equal(
            [("k0", SyncErrorCodes.ChangedAfterDelivery), ("k2", SyncErrorCodes.ChangedAfterDelivery)],
            second.Issues.Select(issue => (issue.Key, issue.Problem.Code)));
        Assert.Equal("name 0", sync.Destination.Stored["k0"]["Name"]);
    }

    [Fact]
    public async Task A_full_sync_sends_everything_and_is_held_by_no_guard()
    {
        var sync = new TestSync { Map = sync => sync.Key("id", "Id").Map("name", "Name").HoldWhen(0.1, 0) }.WithRows(30);
        var first = await sync.RunCompletedAsync();
        sync.TakeSent();

        var result = await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.True(first.FullSync);
        Assert.True(result.FullSync);
        Assert.Equal(30, sync.TakeSent().Length);
        Assert.Equal((30, 0, 0), (result.SourceRecordUpdates, result.SourceRecordCreates, result.SourceRecordUnchanged));
        Assert.Equal(new RunForecast(0, 30, 0), sync.Destination.Forecasts[^1]);
        Assert.False((await sync.RunCompletedAsync()).FullSync);
    }

    [Fact]
    public async Task A_full_sync_that_was_stopped_is_finished_by_the_next_run()
    {
        var sync = new TestSync().WithRows(30);
        await sync.RunCompletedAsync();
        sync.Destination.OnCall = call => call < 6 ? Task.CompletedTask : throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        var stopped = await sync.RunAsync(new() { FullSync = true });
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.TakeSent();

        await sync.RunCompletedAsync();

        Assert.Equal(10, stopped.Backlog);
        Assert.Equal(Enumerable.Range(20, 10).Select(i => $"k{i}"), sync.TakeSent());
        Assert.Equal(30, (await sync.RunCompletedAsync()).SourceRecordUnchanged);
    }

    [Fact]
    public async Task A_value_that_does_not_count_as_a_change_goes_along_with_one_that_does()
    {
        var sync = new TestSync("id", "name", "loaded")
        {
            Map = sync => sync.Key("id", "Id").Map("name", "Name").Map("loaded", "Note", countsAsChange: false),
        };
        sync.Source.Add("a", "x", 1);
        sync.Source.Add("b", "x", 1);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(0, 2, 2);
        sync.Source.Set(1, 2, 2);
        sync.Source.Set(1, 1, "y");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(["b"], sync.TakeSent());
        Assert.Equal(1, result.SourceRecordUnchanged);
        Assert.Equal(("1", "2"), (sync.Destination.Stored["a"]["Note"], sync.Destination.Stored["b"]["Note"]));
    }

    internal static async Task<List<StateBlob>> BlobsAsync(TestSync sync, StateSection section)
    {
        var token = TestContext.Current.CancellationToken;
        await using var session = await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), token);
        return await session!.ReadRangeAsync(section, cancellationToken: token).ToListAsync(token);
    }

    [Fact]
    public async Task What_a_creation_found_there_is_sent_once_the_sync_may_update()
    {
        var sync = new TestSync { Behavior = SyncBehavior.CreateOnly }.WithRows(2);
        sync.Destination.Stored["k1"] = new() { ["Name"] = "theirs", ["Arr"] = "<null>" };
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Behavior = SyncBehavior.UpdateOrCreate;

        await sync.RunCompletedAsync();

        Assert.Equal(["k1"], sync.TakeSent());
        Assert.Equal("name 1", sync.Destination.Stored["k1"]["Name"]);
    }
}
