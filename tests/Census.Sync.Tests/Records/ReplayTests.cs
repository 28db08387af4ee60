using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Records;

/// <summary>Records that were not delivered are sent once more when somebody asks for it, whatever their time.</summary>
public sealed class ReplayTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    public static TheoryData<string, RecordSelection?, string[]> Selections => new()
    {
        { "all", null, ["k1", "k2", "k3"] },
        { "a key", new() { Keys = ["k2", "k0"] }, ["k2"] },
        { "a reason", new() { Codes = ["late"] }, ["k3"] },
        { "a time", new() { Since = new DateTimeOffset(2026, 1, 6, 0, 0, 0, TimeSpan.Zero) }, ["k3"] },
        { "a key and a reason that is another", new() { Keys = ["k2"], Codes = ["late"] }, [] },
    };

    [Theory, MemberData(nameof(Selections))]
    public async Task Parked_records_are_sent_by_key_by_reason_and_by_time(string by, RecordSelection? selection, string[] expected)
    {
        Assert.NotEmpty(by);
        var sync = await ParkedAsync();

        var run = await ReplayAsync(sync, selection);

        Assert.Equal(expected, sync.TakeSent().Order());
        Assert.Equal((expected.Length, 0), (run.RecordsUpdated, run.RecordsFailed));
        Assert.Equal(3 - expected.Length, (await sync.RunCompletedAsync()).RecordsParked);
    }

    [Fact]
    public async Task Only_what_is_selected_is_sent_with_the_values_of_now()
    {
        var sync = await ParkedAsync();
        sync.Source.Set(0, 1, "changed too");
        sync.Source.Set(1, 1, "mended");

        await ReplayAsync(sync, new() { Keys = ["k1"] });

        Assert.Equal(["k1"], sync.TakeSent());
        Assert.Equal("mended", sync.Destination.Stored["k1"]["Name"]);
    }

    [Fact]
    public async Task A_record_that_is_refused_again_has_been_tried_once_more()
    {
        var sync = await ParkedAsync();
        sync.Destination.Refuses = _ => true;

        var run = await ReplayAsync(sync, new() { Keys = ["k1"] });

        var issue = Assert.Single(run.Issues);
        Assert.Equal((RecordIssueKind.Rejected, 2), (issue.Kind, issue.Tries));
        Assert.Equal(3, (await sync.RunCompletedAsync()).RecordsParked);
    }

    [Fact]
    public async Task A_row_that_left_the_source_is_not_sent()
    {
        var sync = await ParkedAsync();
        sync.Source.Rows.RemoveAt(1);

        var run = await ReplayAsync(sync, new() { Keys = ["k1"] });

        Assert.Empty(sync.TakeSent());
        Assert.Equal((SyncRunStatus.Completed, 0), (run.Status, run.SourceRecordCount));
    }

    [Fact]
    public async Task A_deletion_that_was_refused_is_tried_once_more()
    {
        var sync = Parking();
        sync.Behavior = SyncBehavior.Mirror;
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(2);
        sync.Destination.Refuses = key => key == "k2";
        await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;

        var run = await ReplayAsync(sync, null);

        Assert.Equal((1, 1), (run.SourceRecordDeletes, run.RecordsDeleted));
        Assert.Equal([("k2", "id of k2")], sync.Destination.Deleted);
        Assert.Equal((0, 0), (await sync.RunCompletedAsync() is var after ? (after.RecordsParked, after.SourceRecordDeletes) : default));
    }

    [Fact]
    public async Task What_an_earlier_run_left_waits_on()
    {
        var sync = await ParkedAsync();
        sync.Source.Set(0, 1, "left");
        sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;

        var run = await ReplayAsync(sync, null);
        var replayed = sync.TakeSent();
        await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal(["k1", "k2", "k3"], replayed.Order());
        Assert.Equal(1, run.Backlog);
        Assert.Equal(["k0"], sync.TakeSent());
    }

    [Fact]
    public async Task A_record_in_doubt_that_must_not_be_repeated_is_sent_only_when_that_is_asked_for()
    {
        var sync = Parking();
        sync.Destination = new(RepeatRule.Never);
        sync.Destination.Respond = key => key == "k1" ? RecordResult.Unknown : null;
        await sync.RunCompletedAsync();
        sync.Destination.Respond = _ => null;
        sync.TakeSent();

        await ReplayAsync(sync, new() { Keys = ["k1"] });
        var unasked = sync.TakeSent();
        var run = await ReplayAsync(sync, new() { Keys = ["k1"], InDoubt = true });

        Assert.Empty(unasked);
        Assert.Equal(["k1"], sync.TakeSent());
        Assert.Equal((1, 0), (run.RecordsUpdated, run.RecordsInDoubt));
        Assert.Equal(0, (await sync.RunCompletedAsync()).RecordsInDoubt);
    }

    [Fact]
    public void A_selection_shows_no_key() => Assert.DoesNotContain("secret", new RecordSelection { Keys = ["secret"] }.ToString());

    // k1 and k2 were refused on the first day, k3 on the second for another reason.
    private static async Task<TestSync> ParkedAsync()
    {
        var sync = Parking();
        sync.Destination.Refuses = key => key is "k1" or "k2";
        await sync.RunCompletedAsync();
        sync.Clock.Advance(TimeSpan.FromDays(1));
        sync.Source.Add("k3", "name 3", 3m);
        sync.Destination.Respond = key => key == "k3" ? RecordResult.Rejected(new("late", "Too late.")) : null;
        await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;
        sync.Destination.Respond = _ => null;
        sync.TakeSent();
        return sync;
    }

    private static TestSync Parking()
    {
        var sync = new TestSync().WithRows(3);
        sync.Map = builder => builder.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(deletedShare: 1).Retry(new() { ImmediateTries = 1, MaximumTries = 1 });
        return sync;
    }

    private static async Task<SyncRunResult> ReplayAsync(TestSync sync, RecordSelection? selection)
    {
        sync.TakeSent();
        var replay = new SyncRunner(sync.Store, sync.RunnerOptions, sync.Clock).ReplayAsync(sync.Define(), selection, s_token);
        await sync.Clock.RunUntilAsync(replay);
        return await replay;
    }
}
