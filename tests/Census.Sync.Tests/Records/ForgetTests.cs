using Census.Sync.State;
using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Records;

/// <summary>A record that is forgotten is deleted, leaves nothing in the state but a mark, and does not come back.</summary>
public sealed class ForgetTests
{
    private const string Secret = "somebody@example.com";
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SyncBehavior.UpdateOrCreate)]
    [InlineData(SyncBehavior.Mirror)]
    public async Task A_delivered_record_is_deleted_and_its_row_passed_over(SyncBehavior behavior)
    {
        var sync = Create(behavior);
        await sync.RunCompletedAsync();

        var result = await ForgetAsync(sync);
        sync.TakeSent();
        sync.Source.Set(1, 1, "changed");
        var run = await sync.RunCompletedAsync(new() { FullSync = true });

        Assert.Equal(new(ForgottenAtDestination.Deleted), result);
        Assert.Equal([(Secret, behavior == SyncBehavior.Mirror ? $"id of {Secret}" : null)], sync.Destination.Deleted);
        Assert.Equal(["k0", "k2"], sync.TakeSent().Order());
        Assert.Equal((3, 1, 2, 0), (run.SourceRecordCount, run.RecordsForgotten, run.SourceRecordUpdates, run.SourceRecordDeletes));
        var issue = Assert.Single(run.Issues);
        Assert.Equal((RecordIssueKind.Skipped, "row 2", SyncErrorCodes.Forgotten), (issue.Kind, issue.Key, issue.Problem.Code));
        await AssertNothingIsLeftAsync(sync);
    }

    [Fact]
    public async Task A_refused_record_and_its_log_are_erased()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        sync.Destination.Refuses = key => key == Secret;
        await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => false;
        Assert.True(await RecordLogTests.HoldsAsync(sync, Secret));

        var result = await ForgetAsync(sync);

        Assert.Equal(new(ForgottenAtDestination.NotThere), result);
        await AssertNothingIsLeftAsync(sync);
        Assert.Equal(["k0", "k2"], (await LogOf(sync)).Select(entry => entry.Key).Order());
    }

    [Fact]
    public async Task What_waits_in_the_change_set_and_its_journal_is_erased_and_the_others_wait_on()
    {
        var sync = Create(SyncBehavior.Mirror);
        sync.Destination.Speed = new(1);
        await sync.RunCompletedAsync();
        for (var i = 0; i < 3; i++)
            sync.Source.Set(i, 1, $"changed {(i == 1 ? Secret : i)}");
        sync.Destination.OnCall = call => call == 4 ? Task.CompletedTask : throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
        await sync.RunAsync();
        sync.Destination.OnCall = _ => Task.CompletedTask;

        // What waits is encrypted.
        Assert.False(await RecordLogTests.HoldsAsync(sync, $"changed {Secret}"));

        await ForgetAsync(sync);
        await AssertNothingIsLeftAsync(sync);
        sync.TakeSent();
        var resumed = await sync.RunCompletedAsync(new() { Resume = true });

        Assert.Equal(["k2"], sync.TakeSent());
        Assert.Equal((1, 0), (resumed.RecordsUpdated, resumed.Backlog));
        Assert.Equal("changed 0", sync.Destination.Stored["k0"]["Name"]);
    }

    [Fact]
    public async Task A_record_in_doubt_is_deleted_when_it_cannot_come_back_late()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        sync.Destination = new(RepeatRule.AfterFind) { Clock = sync.Clock, CommitsAfterTheCut = TimeSpan.FromSeconds(30) };
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = _ => cancellation.CancelAsync();
        await sync.AbortAsync(cancellation.Token);
        sync.Destination.OnCall = _ => { sync.Destination.CommitLate(); return Task.CompletedTask; };
        var began = sync.Clock.GetUtcNow();

        var result = await ForgetAsync(sync);
        sync.Clock.Advance(TimeSpan.FromHours(1));
        sync.Destination.CommitLate();

        Assert.True(sync.Clock.GetUtcNow() - began >= TimeSpan.FromHours(1) + sync.Destination.SettleDelay);
        Assert.NotEqual(ForgottenAtDestination.Refused, result.AtDestination);
        Assert.DoesNotContain(Secret, sync.Destination.Stored.Keys);
        await AssertNothingIsLeftAsync(sync);
        await sync.RunCompletedAsync();
        Assert.Equal(["k0", "k2"], sync.Destination.Stored.Keys.Order());
    }

    [Fact]
    public async Task The_doubt_of_the_others_stays()
    {
        var sync = Create(SyncBehavior.CreateOnly);
        sync.Destination = new(RepeatRule.AfterFind) { InsertsBlindly = true };
        using var cancellation = new CancellationTokenSource();
        sync.Destination.AfterCommit = () => { cancellation.Cancel(); throw new OperationCanceledException(cancellation.Token); };
        await sync.AbortAsync(cancellation.Token);
        sync.Destination.AfterCommit = null;

        await ForgetAsync(sync);
        await sync.RunCompletedAsync();

        Assert.Equal(["k0", "k2"], sync.Destination.Stored.Keys.Order());
        Assert.All(sync.Destination.Creations, creation => Assert.Equal(1, creation.Value));
    }

    [Fact]
    public async Task A_destination_that_refuses_is_told_and_the_record_is_forgotten_all_the_same()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        await sync.RunCompletedAsync();
        sync.Destination.Refuses = _ => true;

        var result = await ForgetAsync(sync);

        Assert.Equal(new(ForgottenAtDestination.Refused, MemoryDestination.TooBad), result);
        await AssertNothingIsLeftAsync(sync);
    }

    [Fact]
    public async Task A_destination_that_cannot_delete_is_told()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        sync.ObjectName = "Undeletable";
        sync.Destination.OtherObjects.Add(new("Undeletable") { Operations = [new(SyncOperation.Upsert)] });
        await sync.RunCompletedAsync();

        var result = await ForgetAsync(sync);

        Assert.Equal(new(ForgottenAtDestination.NotSupported), result);
        Assert.Empty(sync.Destination.Deleted);
        await AssertNothingIsLeftAsync(sync);
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_forgotten()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        await sync.RunCompletedAsync();
        sync.Destination.Answer = _ => [];

        await Assert.ThrowsAsync<SyncDestinationException>(() => ForgetAsync(sync));
        sync.Destination.Answer = results => results;

        Assert.Equal(0, (await sync.RunCompletedAsync()).RecordsForgotten);
        Assert.Equal(new(ForgottenAtDestination.NotThere), await ForgetAsync(sync));
    }

    [Fact]
    public async Task A_forget_that_was_killed_is_done_by_the_next_and_hurts_nobody()
    {
        for (var write = 1; write < 6; write++)
        {
            foreach (var after in (bool[])[false, true])
            {
                var sync = Create(SyncBehavior.Mirror);
                sync.Destination.Speed = new(1);
                await sync.RunCompletedAsync();
                sync.Source.Set(0, 1, "left over");
                sync.Source.Set(1, 1, Secret);
                sync.Destination.OnCall = _ => throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.");
                await sync.RunAsync();
                sync.Destination.OnCall = _ => Task.CompletedTask;
                sync.Store = new FailingStore(sync.Durable) { KilledAtWrite = write, AfterTheWrite = after };
                await Xunit.Record.ExceptionAsync(() => ForgetAsync(sync));
                sync.StoreClock.Ahead = TimeSpan.FromMinutes(2);
                sync.Store = new(sync.Durable);

                await ForgetAsync(sync);
                await sync.RunCompletedAsync();

                Assert.Equal(["k0", "k2"], sync.Destination.Stored.Keys.Order());
                Assert.Equal("left over", sync.Destination.Stored["k0"]["Name"]);
                await AssertNothingIsLeftAsync(sync);
            }
        }
    }

    [Fact]
    public async Task A_record_that_was_never_synced_can_be_forgotten_and_the_first_run_is_still_to_come()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        sync.Map = builder => Map(builder).FirstRun(FirstRun.TrustSource);

        await ForgetAsync(sync);
        var run = await sync.RunCompletedAsync();

        Assert.Equal((2, 1), (run.RecordsAdopted, run.RecordsForgotten));
    }

    [Fact]
    public async Task What_is_forgotten_stays_so_in_another_account()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        await sync.RunCompletedAsync();
        await ForgetAsync(sync);
        sync.Destination = new() { Account = "memory:two" };
        sync.Store = new FailingStore(sync.Durable) { KilledAtWrite = 1, AfterTheWrite = true };
        await Xunit.Record.ExceptionAsync(() => sync.RunAsync(new() { RebindState = true }));
        sync.StoreClock.Ahead = TimeSpan.FromMinutes(2);
        sync.Store = new(sync.Durable);

        var run = await sync.RunCompletedAsync();

        Assert.Equal((1, true), (run.RecordsForgotten, run.FullSync));
        Assert.Equal(["k0", "k2"], sync.Destination.Stored.Keys.Order());
    }

    [Fact]
    public async Task A_record_is_recalled_only_when_that_is_asked_for()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        await sync.RunCompletedAsync();
        await ForgetAsync(sync);
        var runner = new SyncRunner(sync.Store, null, sync.Clock);

        var other = await runner.RecallAsync(sync.Define(), ["k7"], s_token);
        var recalled = await runner.RecallAsync(sync.Define(), [Secret], s_token);
        var again = await runner.RecallAsync(sync.Define(), [Secret], s_token);
        var run = await sync.RunCompletedAsync();

        Assert.Equal((false, true, false), (other, recalled, again));
        Assert.Equal((1, 0), (run.RecordsUpdated, run.RecordsForgotten));
        Assert.Contains(Secret, sync.Destination.Stored.Keys);
    }

    [Fact]
    public async Task The_mark_is_not_the_hash_of_the_key_and_differs_from_state_to_state()
    {
        var (one, two) = (Create(SyncBehavior.UpdateOrCreate), Create(SyncBehavior.UpdateOrCreate));
        await ForgetAsync(one);
        await ForgetAsync(two);

        Assert.NotEqual((await MarksOf(one)).Single().Number, (await MarksOf(two)).Single().Number);

        static async Task<List<StateBlob>> MarksOf(TestSync sync) =>
            await sync.Durable.ReadRangeAsync("things", StateSection.Records, 0, RecordLog.FirstNumber, s_token).ToListAsync(s_token);
    }

    [Fact]
    public async Task A_mark_that_is_gone_is_noticed()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        await ForgetAsync(sync);
        await using (var session = await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), s_token))
            await session!.WriteAsync(new StateWrite().Delete(StateSection.Records, 0, RecordLog.FirstNumber), s_token);

        Assert.Equal(SyncErrorCodes.StateFailed, (await sync.RunAsync()).ErrorCode);
    }

    [Fact]
    public async Task A_key_is_compared_as_the_destination_compares_it()
    {
        var sync = new TestSync { Map = builder => builder.Key("id", "Mail").Map("name", "Name") };
        sync.Destination = new() { KeyFields = ["Mail"] };
        sync.Destination.Fields.RemoveAt(0);
        sync.Source.Add("Some.Body@Example.com", "name", 1m);
        await sync.RunCompletedAsync();

        await new SyncRunner(sync.Store, null, sync.Clock).ForgetAsync(sync.Define(), ["some.body@example.com "], s_token);

        Assert.Equal(1, (await sync.RunCompletedAsync()).RecordsForgotten);
    }

    [Fact]
    public async Task A_value_that_is_no_key_is_refused()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        var runner = new SyncRunner(sync.Store, null, sync.Clock);

        await Assert.ThrowsAsync<SyncConfigurationException>(() => runner.ForgetAsync(sync.Define(), [], s_token));
        await Assert.ThrowsAsync<SyncConfigurationException>(() => runner.ForgetAsync(sync.Define(), [FieldValue.Null], s_token));
        await Assert.ThrowsAsync<SyncConfigurationException>(() => runner.ForgetAsync(sync.Define(), ["a", "b"], s_token));
    }

    [Fact]
    public async Task While_another_process_runs_the_sync_nothing_is_forgotten()
    {
        var sync = Create(SyncBehavior.UpdateOrCreate);
        await using var other = await sync.Durable.TryOpenAsync("things", new("another", TimeSpan.FromDays(1)), s_token);

        await Assert.ThrowsAsync<SyncStateException>(() => ForgetAsync(sync));
        Assert.Empty(sync.Destination.Deleted);
    }

    [Fact]
    public async Task What_is_known_to_exist_in_an_object_that_cannot_be_read_forgets_it_too()
    {
        var sync = Create(SyncBehavior.UpdateOnly);
        sync.Destination.IsWriteOnly = true;
        await new SyncRunner(sync.Store, null, sync.Clock).AddExistingAsync(sync.Define(), new FieldValue[] { Secret, "k0" }.ToAsyncEnumerable(), s_token);
        var name = (await sync.Durable.ListAsync(s_token)).Single(sync => sync.StartsWith('~'));
        var before = await SizeAsync();

        await ForgetAsync(sync);

        Assert.True(await SizeAsync() < before);

        async Task<int> SizeAsync() => (await sync.Durable.ReadRangeAsync(name, StateSection.Pages, cancellationToken: s_token).ToListAsync(s_token)).Sum(blob => blob.Content.Length);
    }

    private static SyncBuilder Map(SyncBuilder sync) =>
        sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr").HoldWhen(deletedShare: 1).LogRecords(new() { Payloads = RecordPayloads.Full });

    private static TestSync Create(SyncBehavior behavior)
    {
        var sync = new TestSync { Behavior = behavior, Map = Map };
        sync.Source.Add("k0", "name 0", 0m);
        sync.Source.Add(Secret, $"I am {Secret}", 1m);
        sync.Source.Add("k2", "name 2", 2m);
        return sync;
    }

    private static async Task<ForgetResult> ForgetAsync(TestSync sync)
    {
        var forget = new SyncRunner(sync.Store, null, sync.Clock).ForgetAsync(sync.Define(), [Secret], s_token);
        await sync.Clock.RunUntilAsync(forget);
        return await forget;
    }

    private static async Task<List<LoggedRecord>> LogOf(TestSync sync) =>
        await new SyncRunner(sync.Durable, null, sync.Clock).ReadLogAsync(sync.Define(), s_token).ToListAsync(s_token);

    // Neither the key, nor a value of it, nor the hash by which the state knows it.
    private static async Task AssertNothingIsLeftAsync(TestSync sync)
    {
        var hash = new byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(hash, Census.Sync.Planning.Fingerprint.OfKey(Secret));
        foreach (var section in Enum.GetValues<StateSection>())
        {
            await foreach (var blob in sync.Durable.ReadRangeAsync("things", section, cancellationToken: s_token))
                Assert.True(blob.Content.Span.IndexOf(hash) < 0, $"The hash of the key is still in {section}.");
        }

        Assert.False(await RecordLogTests.HoldsAsync(sync, Secret));
    }
}
