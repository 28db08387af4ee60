using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>A source with a cursor column is read from where the last run ended, and the place never runs ahead of the records.</summary>
public sealed class CursorTests
{
    private static readonly DateTimeOffset s_noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_first_run_reads_everything_and_the_next_goes_on_from_the_highest_value_less_the_overlap()
    {
        var sync = Timed().With(("a", 0), ("b", 10), ("c", 5));

        var first = await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Change("c", 20, "edited");
        var second = await sync.RunCompletedAsync();
        var third = await sync.RunCompletedAsync();

        Assert.Equal((3, false), (first.RecordsUpdated, first.Incremental));
        Assert.Equal((2, 1, 1, true), (second.SourceRecordCount, second.RecordsUpdated, second.SourceRecordUnchanged, second.Incremental));
        Assert.Equal(["c"], sync.TakeSent());
        Assert.Equal((1, 0, 0), (third.SourceRecordCount, third.RecordsUpdated, third.SourceRecordDeletes));
        Assert.Equal([FieldValue.Absent, s_noon.AddMinutes(5), s_noon.AddMinutes(15)], sync.AskedFor);
        Assert.Empty((string[])[.. first.Warnings, .. second.Warnings, .. third.Warnings]);
    }

    [Fact]
    public async Task A_row_that_became_visible_late_is_found_within_the_overlap()
    {
        var sync = Timed().With(("a", 0), ("b", 10));
        await sync.RunCompletedAsync();
        sync.TakeSent();

        sync.With(("late", 6));
        var result = await sync.RunCompletedAsync();

        Assert.Equal(["late"], sync.TakeSent());
        Assert.Equal(1, result.SourceRecordUnchanged);
    }

    [Fact]
    public async Task A_run_without_new_rows_is_no_empty_source_and_deletes_nothing()
    {
        var sync = Timed(overlap: TimeSpan.Zero).With(("a", 0), ("b", 10));
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAll(row => row[0].ToText() == "b");

        var empty = await sync.RunCompletedAsync();
        var whole = await sync.RunCompletedAsync(new() { ReadWhole = true });

        Assert.Equal((0, 0), (empty.SourceRecordCount, empty.SourceRecordDeletes));
        Assert.Equal((1, 1, false), (whole.SourceRecordCount, whole.SourceRecordUnchanged, whole.Incremental));
        Assert.Equal(2, sync.Destination.Stored.Count);
    }

    public static TheoryData<string> UnfinishedRuns => ["dry", "truncated", "faulted", "cancelled", "refused", "held", "killed before the seal", "killed in the first read"];

    [Theory]
    [MemberData(nameof(UnfinishedRuns))]
    public async Task A_run_that_does_not_get_to_its_change_set_leaves_the_cursor_where_it_was(string how)
    {
        var sync = Timed().With(("a", 0), ("b", 10));
        if (how != "killed in the first read")
            await sync.RunCompletedAsync();
        var asked = sync.Source.Asked.Count;
        sync.With(("c", 30), ("d", 40));

        await EndEarlyAsync(sync, how);
        sync.TakeSent();
        var result = await sync.RunCompletedAsync();

        FieldValue expected = how == "killed in the first read" ? FieldValue.Absent : s_noon.AddMinutes(5);
        Assert.All(sync.AskedFor.Skip(asked), from => Assert.Equal(expected, from));
        Assert.True(sync.Source.Asked.Count >= asked + 2);
        Assert.Equal(4, sync.Destination.Stored.Count);
        Assert.Equal(0, result.Backlog);
    }

    [Fact]
    public async Task A_run_that_was_killed_once_its_change_set_was_sealed_loses_no_record()
    {
        var sync = Timed().With(("a", 0), ("b", 10));
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.With(("c", 30), ("d", 40));

        await KillAtSealAsync(sync, afterTheWrite: true);
        var sentWhenKilled = sync.TakeSent();
        sync.Change("d", 60, "edited");
        var result = await sync.RunCompletedAsync();

        Assert.Empty(sentWhenKilled);
        Assert.Equal(s_noon.AddMinutes(35), sync.AskedFor[^1]);
        Assert.Equal(["c", "d"], sync.TakeSent().Order());
        Assert.Equal((2, 2, 0), (result.RecordsUpdated, result.SourceRecordCreates, result.Backlog));
        Assert.Equal("edited", sync.Destination.Stored["d"]["Name"]);
    }

    [Fact]
    public async Task What_a_quota_left_over_is_sent_although_its_rows_are_not_read_again()
    {
        var sync = Timed();
        for (var i = 0; i < 50; i++)
            sync.With(($"k{i:00}", 0));
        sync.With(("last", 30));
        await sync.RunAsync(new() { MaxCalls = 2 });
        sync.TakeSent();
        sync.Change("k49", 60, "edited");
        sync.With(("new", 60));

        var dry = await sync.RunCompletedAsync(new() { DryRun = true });
        var result = await sync.RunCompletedAsync();

        Assert.Equal((3, 32), (result.SourceRecordCount, result.RecordsUpdated));
        Assert.Equal((32, 32), (dry.SourceRecordUpdates, result.SourceRecordUpdates));
        Assert.Equal((52, "edited"), (sync.Destination.Stored.Count, sync.Destination.Stored["k49"]["Name"]));
        Assert.Equal(32, sync.TakeSent().Distinct().Count());
        Assert.Equal(52, (await sync.RunCompletedAsync(new() { ReadWhole = true })).SourceRecordUnchanged);
    }

    [Fact]
    public async Task A_row_that_went_back_to_what_was_delivered_is_not_carried_over()
    {
        var sync = Timed().With(("a", 0), ("b", 0));
        await sync.RunCompletedAsync();
        sync.Change("a", 30, "edited");
        await KillAtSealAsync(sync, afterTheWrite: true);
        sync.TakeSent();

        sync.Change("a", 31, "name a");
        var result = await sync.RunCompletedAsync();

        Assert.Empty(sync.TakeSent());
        Assert.Equal((0, 1), (result.RecordsUpdated, result.SourceRecordUnchanged));
    }

    [Fact]
    public async Task A_refused_record_is_tried_again_although_its_row_is_not_read_again()
    {
        var sync = Timed().With(("a", 0), ("b", 0), ("c", 60));
        sync.Destination.Refuses = key => key is "a" or "b";
        await sync.RunCompletedAsync();
        sync.TakeSent();

        var again = await sync.RunCompletedAsync();
        sync.Destination.Refuses = key => key == "a";
        sync.Change("a", 120, "edited");
        var mended = await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;
        var last = await sync.RunCompletedAsync();
        sync.TakeSent();
        var quiet = await sync.RunCompletedAsync();

        Assert.Equal((1, 2, 2), (again.SourceRecordCount, again.SourceRecordUpdates, again.RecordsFailed));
        Assert.Equal((1, 1), (mended.RecordsUpdated, mended.RecordsFailed));
        Assert.Equal(1, last.RecordsUpdated);
        Assert.Equal(("edited", "name b"), (sync.Destination.Stored["a"]["Name"], sync.Destination.Stored["b"]["Name"]));
        Assert.Empty(sync.TakeSent());
        Assert.Equal(0, quiet.SourceRecordUpdates);
    }

    [Fact]
    public async Task A_refused_record_whose_row_is_not_read_again_waits_is_parked_and_is_replayed_like_any_other()
    {
        var sync = Timed().With(("a", 0), ("b", 60));
        var map = sync.Map;
        sync.Map = builder => map(builder).Retry(new() { ImmediateTries = 1, MaximumTries = 2 });
        sync.Destination.Refuses = key => key == "a";
        await sync.RunCompletedAsync();
        sync.TakeSent();

        var waiting = await sync.RunCompletedAsync();
        var early = sync.TakeSent();
        sync.Clock.Advance(TimeSpan.FromDays(1));
        await sync.RunCompletedAsync();
        var due = sync.TakeSent();
        sync.Clock.Advance(TimeSpan.FromDays(365));
        var parked = await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;
        await new SyncRunner(sync.Store, null, sync.Clock).ReplayAsync(sync.Define(), null, TestContext.Current.CancellationToken);

        Assert.Equal((1, 1), (waiting.RecordsWaiting, parked.RecordsParked));
        Assert.DoesNotContain("a", early);
        Assert.Contains("a", due);
        Assert.Equal("name a", sync.Destination.Stored["a"]["Name"]);
    }

    [Fact]
    public async Task Rows_without_a_value_are_read_with_the_whole_source_and_the_report_tells_of_them()
    {
        var sync = Timed().With(("a", 0));
        sync.Source.Add("n", "name n", FieldValue.Null);

        var first = await sync.RunCompletedAsync();
        sync.Source.Set(1, 1, "edited");
        var second = await sync.RunCompletedAsync();
        var whole = await sync.RunCompletedAsync(new() { ReadWhole = true });

        Assert.Equal((2, 0, 1), (first.RecordsUpdated, second.RecordsUpdated, whole.RecordsUpdated));
        Assert.Equal(
            "1 records have no value in the cursor column 'at'. They are read only when the whole source is; give them a value in the model.", Assert.Single(first.Warnings));
        Assert.Empty(second.Warnings);
    }

    [Fact]
    public async Task Values_of_different_kinds_have_no_order_and_stop_the_run()
    {
        var sync = Timed().With(("a", 0));
        sync.Source.Types.Clear();
        await sync.RunCompletedAsync();
        sync.With(("b", 10));
        sync.Source.Add("c", "name c", 17);
        sync.TakeSent();

        var mixed = await sync.RunAsync();
        sync.Source.Rows.RemoveAt(2);
        await sync.RunCompletedAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.SourceFailed), (mixed.Status, mixed.ErrorCode));
        Assert.StartsWith("The cursor column 'at' holds values of the kinds Instant and Number, between which there is no order. Nothing was sent.", mixed.ErrorMessage);
        Assert.Equal(sync.AskedFor[^2], sync.AskedFor[^1]);
        Assert.Equal(["b"], sync.TakeSent());
    }

    [Theory]
    [InlineData(FieldType.Any, "The cursor column 'at' holds a value of the kind Boolean, which can be no cursor.")]
    [InlineData(FieldType.Boolean, "The column 'at' is of the type Boolean and can be no cursor.")]
    [InlineData(FieldType.Float, "The column 'at' is of the type Float and can be no cursor.")]
    [InlineData(FieldType.Bytes, "The column 'at' is of the type Bytes and can be no cursor.")]
    public async Task A_column_whose_values_have_no_order_is_refused(FieldType type, string message)
    {
        var sync = Timed();
        sync.Source.Types[2] = type;
        sync.Source.Add("a", "name a", true);

        var result = await sync.RunAsync();

        Assert.Equal(SyncRunStatus.Failed, result.Status);
        Assert.StartsWith(message, result.ErrorMessage);
        Assert.Empty(sync.TakeSent());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_column_that_vanished_is_named(bool sourceRefuses)
    {
        var sync = Timed().With(("a", 0));
        await sync.RunCompletedAsync();
        sync.Source.Columns = ["id", "name", "changed_at"];
        if (sourceRefuses)
            sync.Source.Refuses = options => options.Cursor is { From.IsAbsent: false } ? "42703" : null;

        var result = await sync.RunAsync();

        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.InvalidConfiguration), (result.Status, result.ErrorCode));
        Assert.Equal("The source has no column 'at', which is the cursor of the sync. Its columns are: id, name, changed_at.", result.ErrorMessage);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_column_that_has_another_type_is_read_whole(bool sourceRefuses)
    {
        var sync = Timed().With(("a", 0), ("b", 10));
        await sync.RunCompletedAsync();
        sync.Source.Types[2] = FieldType.Integer;
        for (var i = 0; i < 2; i++)
            sync.Source.Set(i, 2, 5_000 + i);
        if (sourceRefuses)
            sync.Source.Refuses = options => options.Cursor is { From.Kind: FieldValueKind.Instant } ? "42883" : null;

        var result = await sync.RunCompletedAsync();
        var next = await sync.RunCompletedAsync();

        Assert.Equal((2, 2, false), (result.SourceRecordCount, result.SourceRecordUnchanged, result.Incremental));
        Assert.Equal("The whole source is read, since the column 'at' has another type than when it was read last.", Assert.Single(result.Warnings));
        Assert.True(next.Incremental);
        Assert.Equal(4_001, sync.AskedFor[^1]);
    }

    [Fact]
    public async Task What_the_source_refuses_for_another_reason_stays_the_reason()
    {
        var sync = Timed().With(("a", 0));
        await sync.RunCompletedAsync();
        sync.Source.Refuses = options => options.Cursor is { From.IsAbsent: false } ? "The database is in no mood." : null;

        Assert.Equal("The database is in no mood.", (await sync.RunAsync()).ErrorMessage);
    }

    [Fact]
    public async Task A_cursor_does_not_go_back_by_itself_and_a_whole_read_sets_it_anew()
    {
        var sync = Timed().With(("a", 0), ("b", 600));
        await sync.RunCompletedAsync();
        sync.TakeSent();

        // A copy from before b is put in the place of the table, and somebody goes on writing.
        sync.Source.Rows.RemoveAt(1);
        sync.With(("lost", 100));
        var restored = await sync.RunCompletedAsync();
        var whole = await sync.RunCompletedAsync(new() { ReadWhole = true });
        var next = await sync.RunCompletedAsync();

        Assert.Equal(0, restored.RecordsUpdated);
        Assert.StartsWith("No record reaches the value of the cursor column 'at' that the last run ended with.", Assert.Single(restored.Warnings));
        Assert.Equal(["lost"], sync.TakeSent());
        Assert.Empty((string[])[.. whole.Warnings, .. next.Warnings]);
        Assert.Equal([s_noon.AddMinutes(595), FieldValue.Absent, s_noon.AddMinutes(95)], sync.AskedFor[1..]);
    }

    [Fact]
    public async Task A_full_sync_reads_everything_and_sends_everything()
    {
        var sync = Timed().With(("a", 0), ("b", 60));
        await sync.RunCompletedAsync();
        sync.TakeSent();

        var full = await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal((2, true, false), (full.RecordsUpdated, full.FullSync, full.Incremental));
        Assert.Equal(["a", "b"], sync.TakeSent().Order());
    }

    public static TheoryData<string, string> ChangedSetUps => new()
    {
        { "column", "The whole source is read, since its cursor column was 'at' and is 'seq'." },
        { "model", "The whole source is read, since the model was changed." },
        { "parameter", "The whole source is read, since the model was changed." },
        { "mapping", "The whole source is read, since the mappings were changed." },
        { "column of a mapping", "The whole source is read, since the mappings were changed." },
    };

    [Theory]
    [MemberData(nameof(ChangedSetUps))]
    public async Task Another_set_up_begins_again_with_the_whole_source_and_says_why(string change, string reason)
    {
        var sync = new TestSync("id", "name", "at", "seq") { Map = builder => Mapped(builder.Cursor("at")) };
        sync.Model = Model.Sql("select 1").With("x", 1);
        sync.Clock.Advance(TimeSpan.FromDays(365));
        sync.Source.Types.AddRange([FieldType.Any, FieldType.Any, FieldType.DateTime, FieldType.Integer]);
        for (var i = 0; i < 20; i++)
            sync.Source.Add($"k{i}", $"name {i}", s_noon.AddDays(i), 1_000 + i);
        await sync.RunCompletedAsync();
        Assert.True((await sync.RunCompletedAsync()).Incremental);
        switch (change)
        {
            case "column":
                sync.Map = builder => Mapped(builder.Cursor("seq"));
                break;
            case "model":
                sync.Model = Model.Sql("select 2").With("x", 1);
                break;
            case "parameter":
                sync.Model = Model.Sql("select 1").With("x", 2);
                break;
            case "mapping":
                sync.Map = builder => Mapped(builder.Cursor("at")).Map("seq", "Arr");
                break;
            default:
                sync.Map = builder => builder.Cursor("at").Key("id", "Id").Map("seq", "Name");
                break;
        }

        var result = await sync.RunCompletedAsync();
        var next = await sync.RunCompletedAsync();

        Assert.Equal((20, false), (result.SourceRecordCount, result.Incremental));
        Assert.Contains(reason, result.Warnings);
        Assert.Equal((true, 0), (next.Incremental, next.Warnings.Count));

        static SyncBuilder Mapped(SyncBuilder builder) => builder.Key("id", "Id").Map("name", "Name");
    }

    [Fact]
    public async Task An_edited_file_is_another_model()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            await File.WriteAllTextAsync(path, "select 1", TestContext.Current.CancellationToken);
            var sync = Timed().With(("a", 0));
            sync.Model = Model.SqlFile(path);
            await sync.RunCompletedAsync();
            Assert.True((await sync.RunCompletedAsync()).Incremental);
            await File.WriteAllTextAsync(path, "select 2", TestContext.Current.CancellationToken);

            Assert.Equal("The whole source is read, since the model was changed.", Assert.Single((await sync.RunCompletedAsync()).Warnings));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_cut_read_of_the_whole_source_under_another_set_up_is_followed_by_another()
    {
        var sync = Timed().With(("a", 0), ("b", 10));
        await sync.RunCompletedAsync();
        sync.Model = Model.Sql("select 2");
        sync.Source.End = SourceReadEnd.Truncated("the limit");
        await sync.RunCompletedAsync();
        sync.Source.End = SourceReadEnd.Complete;

        Assert.False((await sync.RunCompletedAsync()).Incremental);
        Assert.True((await sync.RunCompletedAsync()).Incremental);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cut_read_keeps_what_was_left_over(bool whole)
    {
        var sync = Timed();
        for (var i = 0; i < 50; i++)
            sync.With(($"k{i:00}", 0));
        await sync.RunAsync(new() { MaxCalls = 2 });
        sync.Source.Rows.RemoveRange(1, 49);
        sync.Source.End = SourceReadEnd.Truncated("the limit");

        var result = await sync.RunCompletedAsync(new() { ReadWhole = whole });

        Assert.Equal((1, 30), (result.SourceRecordCount, result.RecordsUpdated));
        Assert.Equal(50, sync.Destination.Stored.Count);
    }

    [Fact]
    public void A_mirror_cannot_have_a_cursor_column()
    {
        var sync = Timed();
        sync.Behavior = SyncBehavior.Mirror;

        Assert.Contains("is a mirror, which has to see every row to know which are gone, so it can have no cursor column", Assert.Throws<SyncConfigurationException>(sync.Define).Message);
    }

    [Fact]
    public void A_sync_that_appends_without_a_key_cannot_have_a_cursor_column()
    {
        var sync = Timed();
        sync.Behavior = SyncBehavior.Append;
        sync.Map = builder => builder.Cursor("at").Map("name", "Name");

        Assert.Contains("has no key by which the rows that a cursor column reads again could be known, so it can have no cursor column", Assert.Throws<SyncConfigurationException>(sync.Define).Message);
    }

    [Fact]
    public async Task Single_records_leave_the_cursor_where_it_is()
    {
        var sync = Timed().With(("a", 0), ("b", 10));
        await sync.RunCompletedAsync();
        sync.With(("c", 20));
        var runner = new SyncRunner(sync.Store, sync.RunnerOptions, sync.Clock);

        var tried = await runner.TestAsync(sync.Define(), "a", TestContext.Current.CancellationToken);
        using var rows = new RecordBatch(new RecordSchema("id", "name", "at"), 1);
        rows.Add(["p", "pushed", s_noon.AddDays(1)]);
        var pushed = await runner.PushAsync(sync.Define(), rows, TestContext.Current.CancellationToken);
        var result = await sync.RunCompletedAsync();

        Assert.Equal((1, 1), (tried.RecordsUpdated, pushed.RecordsUpdated));
        Assert.Null(sync.Source.Asked[^2]);
        Assert.Equal(s_noon.AddMinutes(5), sync.AskedFor[^1]);
        Assert.Equal(1, result.RecordsUpdated);
    }

    public static TheoryData<string, FieldValue, FieldValue> Overlaps
    {
        get
        {
            var time = new DateTime(2026, 3, 1, 0, 4, 0, DateTimeKind.Unspecified);
            return new()
            {
                { "instant", s_noon, s_noon.AddMinutes(-5) },
                { "first instant", DateTimeOffset.MinValue.AddSeconds(1), DateTimeOffset.MinValue },
                { "local time", FieldValue.From(time), FieldValue.From(time.AddMinutes(-5)) },
                { "date", new DateOnly(2026, 3, 1), new DateOnly(2026, 2, 28) },
                { "integer", 5_000, 4_000 },
                { "first integer", long.MinValue, long.MinValue },
                { "decimal", 5_000.5m, 4_000.5m },
                { "text with a date", "2026-03-01", "2026-02-28" },
                { "text with a time", "2026-03-01 00:04:00", "2026-02-28 23:59:00" },
                { "text with a minute", "2026-03-01T00:04", "2026-02-28T23:59" },
                { "text with a fraction", "2026-03-01T00:04:00.125Z", "2026-02-28T23:59:00.125Z" },
                { "text with an offset", "2026-03-01T00:04:00+00:00", "2026-02-28T23:59:00+00:00" },
                { "text", "01HQ7Z", "01HQ7Z" },
                { "text like a time", "2026-03-01 00:04:00 or so", "2026-03-01 00:04:00 or so" },
            };
        }
    }

    [Theory]
    [MemberData(nameof(Overlaps))]
    public async Task Each_kind_of_column_has_its_overlap(string kind, FieldValue highest, FieldValue from)
    {
        _ = kind;
        var sync = Timed();
        sync.Source.Types.Clear();
        sync.Source.Add("a", "name a", highest);
        await sync.RunCompletedAsync();
        await sync.RunCompletedAsync();

        Assert.Equal(from, sync.AskedFor[^1]);
    }

    [Fact]
    public async Task Whole_and_decimal_numbers_are_compared_with_each_other()
    {
        var sync = Timed();
        sync.Source.Types[2] = FieldType.Decimal;
        sync.Source.Add("a", "name a", 7_000.5m);
        sync.Source.Add("b", "name b", 7_000);
        await sync.RunCompletedAsync();
        await sync.RunCompletedAsync();

        Assert.Equal(6_000.5m, sync.AskedFor[^1]);
    }

    [Fact]
    public async Task A_value_of_the_future_does_not_move_the_cursor()
    {
        var sync = Timed().With(("a", 0));
        sync.Source.Add("typo", "name typo", sync.Clock.GetUtcNow().AddYears(100));
        await sync.RunCompletedAsync();
        sync.With(("b", 30));
        var result = await sync.RunCompletedAsync();

        Assert.Equal(s_noon.AddMinutes(-5), sync.AskedFor[^1]);
        Assert.Equal((1, 0), (result.RecordsUpdated, result.Warnings.Count));
    }

    [Fact]
    public async Task A_source_that_delivers_everything_all_the_same_was_read_whole()
    {
        var sync = Timed().With(("a", 0));
        await sync.RunCompletedAsync();
        sync.Source.Types.Clear();
        sync.Source.IgnoresCursors = true;

        var result = await sync.RunCompletedAsync();

        Assert.False(result.Incremental);
    }

    [Fact]
    public async Task A_sync_that_loses_its_cursor_column_reads_everything()
    {
        var sync = Timed().With(("a", 0), ("b", 60));
        await sync.RunCompletedAsync();
        var map = sync.Map;
        sync.Map = builder => builder.Key("id", "Id").Map("name", "Name");
        var without = await sync.RunCompletedAsync();
        sync.Map = map;

        Assert.Equal((2, 2), (without.SourceRecordCount, without.SourceRecordUnchanged));
        Assert.Null(sync.Source.Asked[^1]);
        Assert.False((await sync.RunCompletedAsync()).Incremental);
    }

    [Theory]
    [InlineData("when", FieldType.DateTime, "The source has no column 'at', which is the cursor of the sync.")]
    [InlineData("at", FieldType.Json, "The column 'at' is of the type Json and can be no cursor.")]
    [InlineData("at", FieldType.DateTime, null)]
    public async Task The_plan_tells_of_a_column_that_can_be_no_cursor(string column, FieldType type, string? problem)
    {
        var sync = Timed();
        sync.Source.Columns = ["id", "name", column];
        sync.Source.Types[2] = type;

        var report = await new SyncRunner(sync.Store).PlanAsync(sync.Define(), TestContext.Current.CancellationToken);

        if (problem is null)
            Assert.True(report.CanRun);
        else
            Assert.StartsWith(problem, Assert.Single(report.Problems).Message);
    }

    [Fact]
    public async Task The_cursor_does_not_go_back_when_only_a_value_of_the_future_reaches_it()
    {
        var sync = Timed().With(("a", 0), ("b", 10));
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(1);
        sync.With(("c", 7)).Source.Add("typo", "name typo", sync.Clock.GetUtcNow().AddYears(100));
        await sync.RunCompletedAsync();
        await sync.RunCompletedAsync();

        Assert.Equal(s_noon.AddMinutes(5), sync.AskedFor[^1]);
    }

    [Fact]
    public async Task What_was_refused_is_tried_again_though_a_truncated_read_counts_as_whole()
    {
        var sync = Timed(overlap: TimeSpan.Zero).With(("a", 0), ("b", 10));
        var map = sync.Map;
        sync.Map = builder => map(builder).Guard(new() { KeepOnTruncatedRead = false });
        sync.Destination.Refuses = key => key == "a";
        await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;

        var next = await sync.RunCompletedAsync();

        Assert.True(next.Incremental);
        Assert.True(sync.Destination.Stored.ContainsKey("a"));
    }

    private static async Task EndEarlyAsync(TestSync sync, string how)
    {
        switch (how)
        {
            case "dry":
                await sync.RunCompletedAsync(new() { DryRun = true });
                break;
            case "truncated":
                sync.Source.End = SourceReadEnd.Truncated("the limit");
                await sync.RunCompletedAsync();
                sync.Source.End = SourceReadEnd.Complete;
                break;
            case "faulted":
                sync.Source.FailAt = 3;
                Assert.Equal(SyncErrorCodes.SourceFailed, (await sync.RunAsync()).ErrorCode);
                sync.Source.FailAt = -1;
                break;
            case "cancelled":
                using (var stop = new CancellationTokenSource())
                {
                    sync.Source.OnBatch = stop.Cancel;
                    await sync.AbortAsync(stop.Token);
                    sync.Source.OnBatch = null;
                }

                break;
            case "refused":
                sync.Source.Refuses = options => "no";
                Assert.Equal(SyncErrorCodes.SourceFailed, (await sync.RunAsync()).ErrorCode);
                sync.Source.Refuses = null;
                break;
            case "held":
                sync.Change("a", 50, "edited");
                var map = sync.Map;
                sync.Map = builder => map(builder).HoldWhen(changedShare: 0.1, changedMinimum: 1);
                Assert.Equal(SyncErrorCodes.HeldByGuard, (await sync.RunAsync()).ErrorCode);
                sync.Map = map;
                break;
            default:
                await KillAtSealAsync(sync, afterTheWrite: false);
                break;
        }
    }

    // The seal is the write that puts the first entry of a journal.
    private static async Task KillAtSealAsync(TestSync sync, bool afterTheWrite)
    {
        var isSealed = false;
        var store = new FailingStore(sync.Durable);
        store.OnWrite = write =>
        {
            if (isSealed || !afterTheWrite && write.Puts.Any(put => put.Section == StateSection.Journal))
            {
                store.Kill();
                throw new FailingStore.KilledException();
            }

            isSealed = write.Puts.Any(put => put.Section == StateSection.Journal);
        };
        sync.Store = store;
        await Assert.ThrowsAsync<FailingStore.KilledException>(() => sync.RunAsync());
        sync.StoreClock.Ahead += TimeSpan.FromHours(1);
        sync.Store = new(sync.Durable);
    }

    private static TestSync Timed(TimeSpan? overlap = null)
    {
        var sync = new TestSync("id", "name", "at") { Map = builder => builder.Cursor("at", overlap).Key("id", "Id").Map("name", "Name") };
        sync.Source.Types.AddRange([FieldType.Any, FieldType.Any, FieldType.DateTime]);
        sync.Clock.Advance(s_noon.AddYears(1) - sync.Clock.GetUtcNow());
        return sync;
    }
}

file static class TimedRows
{
    extension(TestSync sync)
    {
        /// <summary>The values that the reads by a cursor were to begin with.</summary>
        public FieldValue[] AskedFor => [.. sync.Source.Asked.Where(cursor => cursor is not null).Select(cursor => cursor!.From)];

        /// <summary>Adds rows that changed so many minutes after noon.</summary>
        public TestSync With(params (string Key, int Minutes)[] rows)
        {
            foreach (var (key, minutes) in rows)
                sync.Source.Add(key, $"name {key}", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMinutes(minutes));
            return sync;
        }

        public void Change(string key, int minutes, string name)
        {
            var row = sync.Source.Rows.FindIndex(row => row[0].ToText() == key);
            sync.Source.Set(row, 1, name);
            sync.Source.Set(row, 2, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMinutes(minutes));
        }
    }
}
