using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Planning;

/// <summary>A sync that appends: with a key, each key once in its life; without one, every row of every run.</summary>
public sealed class AppendTests
{
    private static TestSync WithKey(int rows, RepeatRule repeat = RepeatRule.Safe) =>
        new TestSync { Behavior = SyncBehavior.Append, ObjectName = "Log", Destination = new(repeat) }.WithRows(rows);

    private static TestSync WithoutKey(int rows, RepeatRule repeat = RepeatRule.Safe)
    {
        var sync = WithKey(rows, repeat);
        sync.Map = map => map.Map("name", "Name").Map("arr", "Arr");
        sync.Destination.Fields[0] = sync.Destination.Fields[0] with { IsRequired = false };
        return sync;
    }

    [Fact]
    public async Task Without_a_key_rows_are_logged_by_what_became_of_them_and_nothing_can_be_forgotten()
    {
        var sync = WithoutKey(3);
        var map = sync.Map;
        sync.Map = builder => map(builder).LogRecords();
        sync.Destination.Refuses = name => name.StartsWith("name 1|", StringComparison.Ordinal);
        await sync.RunCompletedAsync();
        var runner = new SyncRunner(sync.Store, null, sync.Clock);

        var log = await runner.ReadLogAsync(sync.Define(), TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal(
            [("row 1", LoggedRecordStatus.Succeeded), ("row 2", LoggedRecordStatus.Rejected), ("row 3", LoggedRecordStatus.Succeeded)],
            log.Select(entry => (entry.Key, entry.Status)).Order());
        await Assert.ThrowsAsync<SyncConfigurationException>(() => runner.ForgetAsync(sync.Define(), [], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Each_key_is_sent_once_whatever_the_destination_has_and_whatever_becomes_of_its_row()
    {
        var sync = WithKey(3);
        sync.Destination.Stored["k1"] = [];
        await sync.RunCompletedAsync();
        sync.Source.Set(0, 1, "changed");
        sync.Source.Rows.RemoveAt(2);
        sync.Source.Add("k9", "new", 1m);

        var result = await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal(["k0", "k1", "k2", "k9"], sync.Destination.Appended);
        Assert.Equal((1, 1, 1, 0), (result.SourceRecordCreates, result.RecordsCreated, result.ChangedAfterDelivery, result.SourceRecordDeletes));
        Assert.Equal(SyncOperation.Append, sync.Destination.LastPlan!.Operation);
    }

    [Fact]
    public async Task With_a_key_null_and_duplicate_keys_are_invalid()
    {
        var sync = WithKey(2);
        sync.Source.Add(FieldValue.Null, "none", 1m);
        sync.Source.Add("k1", "again", 1m);

        var result = await sync.RunCompletedAsync();

        Assert.Equal((3, 1), (result.SourceRecordInvalids, result.RecordsUpdated));
        Assert.Equal(["k0"], sync.Destination.Appended);
    }

    [Fact]
    public async Task The_first_run_may_skip_what_is_there()
    {
        var sync = WithKey(3);
        sync.Map = map => map.Key("id", "Id").Map("name", "Name").FirstRun(FirstRun.TrustSource);
        await sync.RunCompletedAsync();
        sync.Source.Add("k9", "new", 1m);

        await sync.RunCompletedAsync();

        Assert.Equal(["k9"], sync.Destination.Appended);
    }

    [Fact]
    public async Task A_refused_event_is_tried_again_until_it_is_taken()
    {
        var sync = WithKey(3);
        sync.Destination.Refuses = key => key == "k1";
        Assert.Equal(1, (await sync.RunCompletedAsync()).RecordsFailed);
        sync.Destination.Refuses = _ => false;

        await sync.RunCompletedAsync();
        await sync.RunCompletedAsync();

        Assert.Equal(["k0", "k2", "k1"], sync.Destination.Appended);
    }

    [Fact]
    public async Task Without_a_key_every_row_of_every_run_is_sent_and_equal_rows_are_two()
    {
        var sync = WithoutKey(2);
        sync.Source.Add("x", "name 1", 10m);

        var first = await sync.RunCompletedAsync();
        var second = await sync.RunCompletedAsync();

        Assert.Equal(["name 0|0", "name 1|10", "name 1|10", "name 0|0", "name 1|10", "name 1|10"], sync.Destination.Appended);
        Assert.Equal((3, 3, 3, 3), (first.SourceRecordCreates, first.RecordsCreated, second.SourceRecordCreates, second.RecordsCreated));
    }

    [Fact]
    public async Task Without_a_key_nothing_of_the_rows_is_kept()
    {
        var sync = WithoutKey(50);
        sync.Destination.Refuses = name => name.StartsWith("name 7|", StringComparison.Ordinal);

        var result = await sync.RunCompletedAsync();
        await using var state = (await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken))!;

        Assert.Equal(("row 8", 1), (Assert.Single(result.Issues).Key, result.RecordsFailed));
        foreach (var section in Enum.GetValues<StateSection>().Where(section => section is not (StateSection.Header or StateSection.Runs)))
            Assert.Empty(await state.ReadRangeAsync(section, cancellationToken: TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_a_key_a_row_that_does_not_fit_is_named_by_its_place()
    {
        var sync = WithoutKey(3);
        sync.Source.Set(1, 2, "no number");

        var result = await sync.RunCompletedAsync();

        Assert.Equal((1, 2, "row 2"), (result.SourceRecordInvalids, result.RecordsUpdated, Assert.Single(result.Issues).Key));
    }

    [Fact]
    public async Task What_a_stopped_run_left_is_finished_before_the_source_is_read_again()
    {
        var sync = WithoutKey(30);
        sync.Destination.OnCall = call => call == 2 ? throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.") : Task.CompletedTask;
        var stopped = await sync.RunAsync();
        sync.Source.Add("late", "late", 1m);

        var finished = await sync.RunCompletedAsync();
        Assert.Equal((20, 20, 20, 1), (stopped.Backlog, finished.SourceRecordUpdates, finished.RecordsUpdated, sync.Source.Reads));
        Assert.Contains("20 rows that an earlier run left are sent first", Assert.Single(finished.Warnings), StringComparison.Ordinal);
        Assert.Equal(30, sync.Destination.Appended.Distinct().Count());

        await sync.RunCompletedAsync();
        Assert.Equal(61, sync.Destination.Appended.Count);
    }

    [Fact]
    public async Task What_is_left_is_finished_under_other_mappings_too()
    {
        var sync = WithoutKey(20);
        sync.Destination.OnCall = call => call == 2 ? throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.") : Task.CompletedTask;
        await sync.RunAsync();
        sync.Map = map => map.Map("arr", "Arr").Map("name", "Note");

        await sync.RunCompletedAsync();

        Assert.Equal(Enumerable.Range(10, 10).Select(i => $"{10 * i}|"), sync.Destination.Appended.Skip(10));
    }

    [Theory]
    [InlineData(RepeatRule.Safe, false)]
    [InlineData(RepeatRule.AfterFind, false)]
    [InlineData(RepeatRule.Never, false)]
    [InlineData(RepeatRule.Safe, true)]
    [InlineData(RepeatRule.AfterFind, true)]
    [InlineData(RepeatRule.Never, true)]
    public async Task Killed_at_any_write_and_started_again_no_row_is_sent_twice_nor_lost_but_for_what_must_not_be_repeated(RepeatRule repeat, bool hasKey)
    {
        for (var kill = 1; ; kill++)
        {
            var sync = hasKey ? WithKey(25, repeat) : WithoutKey(25, repeat);
            sync.Store.KilledAtWrite = kill;
            sync.Store.AfterTheWrite = kill % 2 == 0;
            var isKilled = false;
            try
            {
                await sync.RunAsync();
            }
            catch (FailingStore.KilledException)
            {
                isKilled = true;
            }

            sync.StoreClock.Ahead += TimeSpan.FromMinutes(5);
            if (!isKilled || await IsOverAsync(sync))
                return;
            sync.Store = new(sync.Durable);
            var restarted = await sync.RunCompletedAsync();

            Assert.Distinct(sync.Destination.Appended);
            Assert.InRange(sync.Destination.Appended.Count, 25 - (int)restarted.RecordsInDoubt, 25);
            Assert.True(restarted.RecordsInDoubt == 0 || repeat == RepeatRule.Never || repeat == RepeatRule.AfterFind && !hasKey, $"killed at write {kill}");
        }
    }

    // Killed after its last write, a run is over: the next one is another.
    private static async Task<bool> IsOverAsync(TestSync sync)
    {
        await using var state = (await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken))!;
        return sync.Destination.Appended.Count == 25 && await state.ReadAsync(StateSection.Journal, 0, TestContext.Current.CancellationToken) is null;
    }

    [Fact]
    public async Task Without_a_key_a_lost_answer_is_reported_once_and_the_row_not_sent_again_in_this_run()
    {
        var sync = WithoutKey(3, RepeatRule.AfterFind);
        sync.Destination.Answer = results => [.. results.Select((result, i) => i == 1 ? RecordResult.Unknown : result)];

        var result = await sync.RunCompletedAsync();

        Assert.Equal((1, 2, "row 2"), (result.RecordsInDoubt, result.RecordsUpdated, Assert.Single(result.Issues).Key));
        Assert.Equal(3, sync.Destination.Appended.Count);
        sync.Destination.Answer = results => results;
        sync.Source.Rows.Clear();
        Assert.Equal((0, 0), ((await sync.RunCompletedAsync()).RecordsInDoubt, sync.Destination.Appended.Count - 3));
    }

    [Fact]
    public async Task Single_rows_can_be_pushed_also_while_others_wait()
    {
        var sync = WithoutKey(20);
        sync.Destination.OnCall = call => call == 2 ? throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.") : Task.CompletedTask;
        await sync.RunAsync();
        using var rows = new RecordBatch(new RecordSchema(sync.Source.Columns.Select(name => new SchemaField(name, FieldType.Any, false))), 1);
        rows.Add(["p", "pushed", 1m]);

        var pushed = await new SyncRunner(sync.Store, null, sync.Clock).PushAsync(sync.Define(), rows, TestContext.Current.CancellationToken);
        await sync.RunCompletedAsync();

        Assert.Equal((1, 10), (pushed.RecordsUpdated, pushed.Backlog));
        Assert.Equal(21, sync.Destination.Appended.Distinct().Count());
        Assert.Equal(21, sync.Destination.Appended.Count);
    }

    [Fact]
    public async Task An_empty_source_is_no_accident()
    {
        var sync = WithKey(3);
        await sync.RunCompletedAsync();
        sync.Source.Rows.Clear();

        await sync.RunCompletedAsync();
    }

    [Fact]
    public void What_cannot_work_is_refused()
    {
        var sync = WithoutKey(1);
        sync.Map = map => map.Map("name", "Name").FirstRun(FirstRun.TrustSource);
        Assert.Contains("has no key", Assert.Throws<SyncConfigurationException>(() => sync.Define()).Message, StringComparison.Ordinal);
        sync.Map = map => map.Key("id", "Id").FirstRun(FirstRun.AdoptMatching);
        Assert.Contains("neither skip nor adopt", Assert.Throws<SyncConfigurationException>(() => sync.Define()).Message, StringComparison.Ordinal);
        sync.Map = map => map;
        Assert.Contains("something to send", Assert.Throws<SyncConfigurationException>(() => sync.Define()).Message, StringComparison.Ordinal);
        sync.Map = map => map.Key("id", "Id").MirrorBy(MirrorStrategy.UpdatesAndNulls);
        Assert.Contains("needs Mirror", Assert.Throws<SyncConfigurationException>(() => sync.Define()).Message, StringComparison.Ordinal);
    }
}
