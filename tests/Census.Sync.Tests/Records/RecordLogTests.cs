using Census.Sync.State;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Records;

/// <summary>What became of every record is written down, where that is asked for.</summary>
public sealed class RecordLogTests
{
    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_record_with_an_outcome_has_an_entry_of_its_run()
    {
        var sync = Logged(new());
        sync.Source.Add("k9", "twice", 1m);
        sync.Source.Add("k9", "twice", 2m);
        sync.Source.Add(FieldValue.Null, "nobody", 1m);
        sync.Source.Add("k8", "wrong", "no number");
        sync.Destination.Respond = key => key switch
        {
            "k1" => RecordResult.Rejected(MemoryDestination.TooBad),
            "k2" => RecordResult.Skipped(new(SyncErrorCodes.NotFound, "There is no such record.")),
            _ => null,
        };

        var run = await sync.RunCompletedAsync();

        var log = await LogOf(sync);
        Assert.Equal(
            [
                ("k0", LoggedRecordStatus.Succeeded, null), ("k1", LoggedRecordStatus.Rejected, "E42"), ("k2", LoggedRecordStatus.Skipped, SyncErrorCodes.NotFound),
                ("k8", LoggedRecordStatus.Invalid, SyncErrorCodes.CastFailed), ("k9", LoggedRecordStatus.Invalid, SyncErrorCodes.DuplicateKey), ("row 6", LoggedRecordStatus.Invalid, SyncErrorCodes.NullKey),
            ],
            log.Select(entry => (entry.Key, entry.Status, entry.Problem?.Code)).Order());
        Assert.All(log, entry => Assert.Equal((run.RunId, "things", SyncOperation.Upsert, "Thing", null), (entry.RunId, entry.Sync, entry.Operation, entry.DestinationObject, entry.Payload)));
        Assert.Equal(MemoryDestination.TooBad, log.Single(entry => entry.Key == "k1").Problem);
    }

    [Fact]
    public async Task A_sync_that_is_not_logged_writes_nothing_and_deletes_what_there_was()
    {
        var sync = Logged(new());
        await sync.RunCompletedAsync();
        var before = await BlobsOf(sync);
        sync.Map = Map;
        sync.Source.Set(0, 1, "changed");

        await sync.RunCompletedAsync();

        Assert.NotEqual(0, before);
        Assert.Equal(0, await BlobsOf(sync));
        Assert.Empty(await LogOf(sync));
    }

    [Fact]
    public async Task Successes_can_be_left_out()
    {
        var sync = Logged(new() { Succeeded = false });
        sync.Destination.Refuses = key => key == "k1";

        await sync.RunCompletedAsync();

        Assert.Equal(["k1"], (await LogOf(sync)).Select(entry => entry.Key));
    }

    [Theory]
    [InlineData(RecordPayloads.None, null)]
    [InlineData(RecordPayloads.Redacted, """{"Id":"***","Name":null,"Arr":"***"}""")]
    [InlineData(RecordPayloads.Full, """{"Id":"k0","Name":null,"Arr":0}""")]
    public async Task Values_are_left_out_or_hidden_unless_they_are_asked_for(RecordPayloads payloads, string? expected)
    {
        var sync = Logged(new() { Payloads = payloads });
        sync.Source.Set(0, 1, FieldValue.Null);

        await sync.RunCompletedAsync();

        Assert.Equal(expected, (await LogOf(sync)).Single(entry => entry.Key == "k0").Payload);
        Assert.Equal(payloads == RecordPayloads.Full, await HoldsAsync(sync, "name 1"));
    }

    [Fact]
    public async Task A_deletion_is_logged_as_one()
    {
        var sync = Logged(new());
        sync.Behavior = SyncBehavior.Mirror;
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(1);

        await sync.RunCompletedAsync(new() { IgnoreGuards = true });

        Assert.Equal([SyncOperation.Upsert, SyncOperation.Delete], (await LogOf(sync)).Where(entry => entry.Key == "k1").Select(entry => entry.Operation));
    }

    [Fact]
    public async Task Entries_are_kept_by_age()
    {
        var sync = Logged(new() { Retention = TimeSpan.FromDays(2) });
        var runs = new List<string>();
        for (var day = 0; day < 5; day++)
        {
            sync.Source.Set(0, 1, $"day {day}");
            runs.Add((await sync.RunCompletedAsync()).RunId);
            sync.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(runs[3..], (await LogOf(sync)).Select(entry => entry.RunId).Distinct());
        Assert.Equal(3, await BlobsOf(sync));
    }

    [Fact]
    public async Task Entries_are_kept_by_number_also_within_a_run()
    {
        var sync = Logged(new() { MaximumRecords = 35 });
        for (var i = 3; i < 100; i++)
            sync.Source.Add($"k{i}", $"name {i}", 1m);

        await sync.RunCompletedAsync();

        Assert.Equal(30, (await LogOf(sync)).Count);
    }

    [Fact]
    public async Task What_others_of_the_same_write_push_out_is_not_written()
    {
        var sync = new TestSync();
        await using var session = await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), s_token);
        var plan = new SyncPlan(new DestinationObject("Thing"), SyncOperation.Upsert, [new(new DestinationField("Id", FieldType.String))], [0]);
        var log = await RecordLog.OpenAsync(session!, new() { MaximumRecords = 5 }, plan, trims: true, sync.Clock, s_token);
        var write = new StateWrite();

        log.Write(write, [Block(0), Block(1), Block(2)]);

        Assert.Equal([RecordLog.NumberOfJournal(1, 2)], write.Puts.Select(put => put.Blob.Number));
        Assert.Equal([(StateSection.Records, RecordLog.FirstNumber, RecordLog.NumberOfJournal(1, 1) + 1)], write.Deletions);

        (RecordLogBlock, long) Block(int number)
        {
            var block = log.Rent(sync.Clock.GetUtcNow());
            for (var i = 0; i < 5; i++)
                block.Add(1, "k", SyncOperation.Upsert, LoggedRecordStatus.Rejected, MemoryDestination.TooBad);
            return (block, RecordLog.NumberOfJournal(1, number));
        }
    }

    [Fact]
    public async Task A_record_in_doubt_has_its_entry_when_its_outcome_is_known()
    {
        var sync = Logged(new());
        sync.Destination.Answer = _ => [];
        await sync.RunAsync();
        var unknown = await LogOf(sync);
        sync.Destination.Answer = results => results;

        var second = await sync.RunCompletedAsync();

        Assert.Empty(unknown);
        Assert.Equal(["k0", "k1", "k2"], (await LogOf(sync)).Where(entry => entry.RunId == second.RunId).Select(entry => entry.Key).Order());
    }

    [Fact]
    public async Task The_log_of_a_run_that_was_killed_says_what_its_journal_says()
    {
        for (var write = 1; write < 30; write++)
        {
            var sync = Logged(new());
            sync.Destination.Speed = new(1);
            sync.Store.KilledAtWrite = write;
            sync.Store.AfterTheWrite = true;
            await Xunit.Record.ExceptionAsync(() => sync.RunAsync());
            sync.StoreClock.Ahead = TimeSpan.FromMinutes(2);
            sync.Store = new(sync.Durable);

            await sync.RunCompletedAsync();

            Assert.Equal(["k0", "k1", "k2"], (await LogOf(sync)).Select(entry => entry.Key).Distinct().Order());
            Assert.Equal(sync.Destination.Sent.Count >= 3, (await LogOf(sync)).Count >= 3);
        }
    }

    [Fact]
    public async Task Records_that_are_pushed_are_logged_too()
    {
        var sync = Logged(new());
        await sync.RunCompletedAsync();
        using var row = new RecordBatch(new(["id", "name", "arr"]), 1);
        row.Add(["k1", "pushed", 10m]);

        var push = await new SyncRunner(sync.Store, null, sync.Clock).PushAsync(sync.Define(), row, s_token);

        Assert.Equal(["k1"], (await LogOf(sync)).Where(entry => entry.RunId == push.RunId).Select(entry => entry.Key));
    }

    [Fact]
    public async Task A_dry_run_logs_nothing()
    {
        var sync = Logged(new());

        await sync.RunCompletedAsync(new() { DryRun = true });

        Assert.Equal(0, await BlobsOf(sync));
    }

    [Fact]
    public async Task An_entry_shows_neither_key_nor_value()
    {
        var sync = Logged(new() { Payloads = RecordPayloads.Full });
        await sync.RunCompletedAsync();

        Assert.All(await LogOf(sync), entry => Assert.Equal("Upsert Succeeded", entry.ToString()));
    }

    [Fact]
    public void Options_are_checked()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordLogOptions { Payloads = (RecordPayloads)7 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordLogOptions { Retention = TimeSpan.Zero });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RecordLogOptions { MaximumRecords = 0 });
    }

    internal static async Task<bool> HoldsAsync(TestSync sync, string text)
    {
        foreach (var section in Enum.GetValues<StateSection>())
        {
            await foreach (var blob in sync.Durable.ReadRangeAsync("things", section, cancellationToken: s_token))
            {
                if (blob.Content.Span.IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0)
                    return true;
            }
        }

        return false;
    }

    private static SyncBuilder Map(SyncBuilder sync) => sync.Key("id", "Id").Map("name", "Name").Map("arr", "Arr");

    private static TestSync Logged(RecordLogOptions options) => new TestSync { Map = sync => Map(sync).LogRecords(options) }.WithRows(3);

    private static async Task<List<LoggedRecord>> LogOf(TestSync sync) =>
        await new SyncRunner(sync.Durable, null, sync.Clock).ReadLogAsync(sync.Define(), s_token).ToListAsync(s_token);

    private static async Task<int> BlobsOf(TestSync sync) => await sync.Durable.ReadRangeAsync("things", StateSection.Records, cancellationToken: s_token).CountAsync(s_token);
}
