using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>A run that looks like an accident, or whose source fails, sends nothing.</summary>
public sealed class GuardAndSourceTests
{
    [Fact]
    public async Task An_empty_source_holds_the_run()
    {
        var sync = await SyncedAsync(3);
        sync.Source.Rows.Clear();

        var held = await sync.RunAsync();
        var ignored = await sync.RunAsync(new() { IgnoreGuards = true });

        Assert.Equal((SyncRunStatus.Held, SyncErrorCodes.HeldByGuard), (held.Status, held.ErrorCode));
        Assert.Contains("3 records were synced before", held.ErrorMessage, StringComparison.Ordinal);
        Assert.Equal(SyncRunStatus.Completed, ignored.Status);
    }

    [Fact]
    public async Task An_empty_source_is_fine_before_anything_was_synced_or_when_it_is_expected()
    {
        var sync = new TestSync();
        Assert.Equal(SyncRunStatus.Completed, (await sync.RunAsync()).Status);
        sync.WithRows(2);
        await sync.RunCompletedAsync();
        sync.Source.Rows.Clear();
        sync.Map = sync => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(emptySource: false);

        Assert.Equal(SyncRunStatus.Completed, (await sync.RunAsync()).Status);
    }

    [Theory]
    [InlineData(500, 1_000, false)] // Not more than half.
    [InlineData(501, 400, true)]
    [InlineData(501, 502, false)] // Too few to be judged.
    [InlineData(1_000, 1_000, true)]
    public async Task A_mass_change_holds_the_run(int changed, int minimum, bool isHeld)
    {
        var sync = await SyncedAsync(1_000, sync => sync.HoldWhen(0.5, minimum));
        for (var i = 0; i < changed; i++)
            sync.Source.Set(i, 1, "changed");

        var result = await sync.RunAsync();

        Assert.Equal(isHeld ? SyncErrorCodes.HeldByGuard : null, result.ErrorCode);
        Assert.Equal(isHeld ? 0 : changed, sync.TakeSent().Length);
    }

    [Fact]
    public async Task The_default_guard_holds_more_than_half_of_a_thousand_and_lets_it_through_on_demand()
    {
        var sync = await SyncedAsync(1_500);
        for (var i = 0; i < 1_000; i++)
            sync.Source.Set(i, 1, "changed");

        var held = await sync.RunAsync();
        var sentWhenHeld = sync.TakeSent();
        var forecasts = sync.Destination.Forecasts.Count;
        var ignored = await sync.RunAsync(new() { IgnoreGuards = true });

        Assert.Equal(SyncErrorCodes.HeldByGuard, held.ErrorCode);
        Assert.Empty(sentWhenHeld);
        Assert.Equal(1, forecasts);
        Assert.Equal(0, held.Backlog);
        Assert.Equal(1_000, ignored.RecordsUpdated);
    }

    [Fact]
    public async Task New_records_are_no_mass_change()
    {
        var sync = await SyncedAsync(10, sync => sync.HoldWhen(0.1, 0));
        for (var i = 0; i < 100; i++)
            sync.Source.Add($"n{i}", "new", 1);

        Assert.Equal(SyncRunStatus.Completed, (await sync.RunAsync()).Status);
    }

    [Fact]
    public async Task A_source_that_fails_in_the_middle_sends_nothing_and_leaves_the_state_as_it_was()
    {
        var sync = await SyncedAsync(3_000);
        for (var i = 0; i < 3_000; i += 10)
            sync.Source.Set(i, 1, "changed");
        sync.Source.FailAt = 2_500;

        var failed = await sync.RunAsync();
        var sentWhenFailed = sync.TakeSent();
        sync.Source.FailAt = -1;
        var mended = await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.SourceFailed), (failed.Status, failed.ErrorCode));
        Assert.Equal("The query failed in the middle.", failed.ErrorMessage);
        Assert.Empty(sentWhenFailed);
        Assert.Equal((300, 2_700), (mended.RecordsUpdated, mended.SourceRecordUnchanged));
    }

    [Fact]
    public async Task A_read_that_a_limit_cut_is_sent_with_a_warning()
    {
        var sync = new TestSync().WithRows(3);
        sync.Source.End = SourceReadEnd.Truncated("a page may have 3 rows.");

        var result = await sync.RunCompletedAsync();

        Assert.Equal(3, result.RecordsUpdated);
        Assert.Equal("The source did not deliver all rows: a page may have 3 rows.", Assert.Single(result.Warnings));
    }

    [Fact]
    public async Task A_read_of_an_increment_is_sent_without_a_warning()
    {
        var sync = new TestSync().WithRows(3);
        sync.Source.End = SourceReadEnd.Increment;

        var result = await sync.RunCompletedAsync();

        Assert.Equal(3, result.RecordsUpdated);
        Assert.Empty(result.Warnings);
    }

    [Fact]
    public async Task A_record_that_cannot_be_read_counts_as_invalid_and_is_named_by_its_position()
    {
        var sync = new TestSync().WithRows(2);
        sync.Source.Errors.Add(new("line 17", "It has 4 columns, the header has 3."));

        var result = await sync.RunCompletedAsync();

        Assert.Equal((3, 1, 2), (result.SourceRecordCount, result.SourceRecordInvalids, result.RecordsUpdated));
        Assert.Equal(
            new RecordIssue(RecordIssueKind.Invalid, "line 17", new(SyncErrorCodes.UnreadableRecord, "It has 4 columns, the header has 3.")),
            Assert.Single(result.Issues));
    }

    [Fact]
    public async Task A_read_that_does_not_say_how_it_ended_sends_nothing()
    {
        var sync = new TestSync().WithRows(2);
        sync.Source.End = null;

        var result = await sync.RunAsync();

        Assert.Equal(SyncErrorCodes.SourceFailed, result.ErrorCode);
        Assert.Empty(sync.TakeSent());
    }

    private static async Task<TestSync> SyncedAsync(int rows, Func<SyncBuilder, SyncBuilder>? guard = null)
    {
        var sync = new TestSync().WithRows(rows);
        sync.Destination.Speed = new(500);
        if (guard is not null)
            sync.Map = sync => guard(sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr"));
        await sync.RunCompletedAsync();
        sync.TakeSent();
        return sync;
    }
}
