using System.Security.Cryptography;
using Census.Sync.TestUtilities;
using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.Runs;

/// <summary>A dry run tells what a run would do, and does nothing.</summary>
public sealed class DryRunTests
{
    private static readonly SyncRunOptions s_dry = new() { DryRun = true };

    [Fact]
    public async Task It_tells_what_the_run_that_follows_does()
    {
        var sync = await PreparedAsync();
        var writes = sync.Store.Writes;

        var dry = await sync.RunCompletedAsync(s_dry);
        var writesAfter = sync.Store.Writes;
        var sentDry = sync.TakeSent();
        var forecasts = sync.Destination.Forecasts.Count;
        var real = await sync.RunCompletedAsync();

        Assert.Equal(writes, writesAfter);
        Assert.Empty(sentDry);
        Assert.Equal(1, forecasts);
        Assert.True(dry.DryRun);
        Assert.Equal(Counts(real), Counts(dry));
        Assert.Equal((0, 0), (dry.RecordsProcessed, dry.Backlog));
        Assert.Equal(sync.Destination.Batches.Count, dry.Estimate!.Calls);
        Assert.Equal(real.Issues.Where(issue => issue.Kind == RecordIssueKind.Invalid), dry.Issues);
        Assert.Null(real.Estimate);
    }

    [Fact]
    public async Task It_leaves_the_change_set_of_a_killed_run_alone()
    {
        var sync = await PreparedAsync();
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = _ => cancellation.CancelAsync();
        await sync.AbortAsync(cancellation.Token);
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.TakeSent();
        var before = await StateAsync(sync);

        var dry = await sync.RunCompletedAsync(s_dry);
        var dryResume = await sync.RunCompletedAsync(s_dry with { Resume = true });

        Assert.Equal(before, await StateAsync(sync));
        Assert.Empty(sync.TakeSent());
        var real = await sync.RunCompletedAsync();
        Assert.Equal(Counts(real), Counts(dry));
        Assert.Equal(real.RecordsProcessed, dryResume.SourceRecordUpdates);
    }

    [Fact]
    public async Task It_does_not_forget_the_state_of_another_account()
    {
        var sync = await PreparedAsync();
        var before = await StateAsync(sync);
        sync.Destination.Account = "memory:two";

        var refused = await sync.RunAsync(s_dry);
        var dry = await sync.RunCompletedAsync(s_dry with { RebindState = true });

        Assert.Equal(SyncErrorCodes.StateFailed, refused.ErrorCode);
        Assert.Equal(14, dry.SourceRecordCreates);
        Assert.Equal(before, await StateAsync(sync));
    }

    [Fact]
    public async Task It_is_held_by_guards_like_the_run_that_follows()
    {
        var sync = await PreparedAsync();
        sync.Source.Rows.Clear();

        Assert.Equal(SyncErrorCodes.HeldByGuard, (await sync.RunAsync(s_dry)).ErrorCode);
    }

    [Fact]
    public async Task Nothing_to_send_costs_nothing()
    {
        var sync = await PreparedAsync();
        await sync.RunCompletedAsync();

        Assert.Equal(new SyncEstimate(0, TimeSpan.Zero, null), (await sync.RunCompletedAsync(s_dry)).Estimate);
    }

    [Fact]
    public async Task It_shows_the_first_records_as_they_would_go_on_the_wire_and_none_that_would_not()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(40);
        await sync.RunCompletedAsync();
        sync.Source.Rows.RemoveAt(39);
        sync.Source.Set(0, 2, "not a number");
        sync.Source.Add("twice", "a", 1m);
        sync.Source.Add("twice", "b", 1m);
        sync.Source.Add("new", "n", 1m);
        sync.Source.Set(7, 1, "changed");

        var dry = await sync.RunCompletedAsync(s_dry with { IgnoreGuards = true });

        Assert.Equal([(SyncOperation.Upsert, 2), (SyncOperation.Delete, 1)], dry.Payloads.Select(payload => (payload.Operation, payload.Records)));
        Assert.Equal("""[{"Id":"k7","Name":"changed","Arr":70},{"Id":"new","Name":"n","Arr":1}]""", dry.Payloads[0].Json);
        Assert.Contains("k39", dry.Payloads[1].Json, StringComparison.Ordinal);
        Assert.DoesNotContain("k39", $"{dry} {dry.Payloads[1]}", StringComparison.Ordinal);
        Assert.Empty((await sync.RunCompletedAsync(new() { IgnoreGuards = true })).Payloads);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1_000, 12)]
    public async Task It_shows_as_many_records_as_asked_for(int asked, int shown)
    {
        var sync = new TestSync().WithRows(12);

        var dry = await sync.RunCompletedAsync(s_dry with { PreviewedRecords = asked });

        Assert.Equal(shown, dry.Payloads.Sum(payload => payload.Records));
        Assert.Throws<ArgumentOutOfRangeException>(() => s_dry with { PreviewedRecords = 1_001 });
    }

    [Fact]
    public async Task It_shows_what_a_killed_run_left()
    {
        var sync = await PreparedAsync();
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = _ => cancellation.CancelAsync();
        await sync.AbortAsync(cancellation.Token);
        sync.Destination.OnCall = _ => Task.CompletedTask;

        var dry = await sync.RunCompletedAsync(s_dry with { Resume = true, PreviewedRecords = 10 });

        Assert.Equal(dry.SourceRecordUpdates, Assert.Single(dry.Payloads).Records);
        Assert.Contains("changed", dry.Payloads[0].Json, StringComparison.Ordinal);
        Assert.DoesNotContain("n4", dry.Payloads[0].Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_leaves_the_file_of_the_state_as_it_is_to_the_byte(bool isWriteOnly)
    {
        using var folder = new TemporaryFolder();
        await using var store = new SqliteSyncStateStore(folder.File("state.db"));
        var sync = new TestSync { Store = new(store) }.WithRows(12);
        if (isWriteOnly)
            sync.Destination.IsWriteOnly = true;
        await sync.RunCompletedAsync();
        sync.Source.Set(0, 1, "changed");
        sync.Source.Add("n1", "new", 1);
        var before = await FilesAsync(folder);

        await sync.RunCompletedAsync(s_dry);
        await sync.RunCompletedAsync(s_dry with { FullSync = true });
        await sync.RunCompletedAsync(s_dry with { PreviewedRecords = 5 });

        Assert.Equal(before, await FilesAsync(folder));
    }

    [Fact]
    public async Task The_first_of_all_makes_no_state()
    {
        using var folder = new TemporaryFolder();
        await using var store = new SqliteSyncStateStore(folder.File("state.db"));
        var sync = new TestSync { Store = new(store) }.WithRows(12);

        Assert.Equal(12, (await sync.RunCompletedAsync(s_dry)).SourceRecordCreates);

        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task It_goes_on_beside_a_run_and_sees_the_state_of_one_moment()
    {
        var sync = new TestSync().WithRows(40);
        await sync.RunCompletedAsync();
        for (var i = 0; i < 20; i++)
            sync.Source.Set(i, 1, "changed");
        SyncRunResult? dry = null;
        sync.Destination.OnCall = async _ =>
        {
            // What is in flight is in doubt for whoever comes now; it would be sent again.
            sync.Destination.OnCall = _ => Task.CompletedTask;
            dry = await new SyncRunner(sync.Store, timeProvider: sync.Clock).RunAsync(sync.Define(), s_dry, TestContext.Current.CancellationToken);
        };

        var real = await sync.RunCompletedAsync();

        Assert.Equal(20, real.RecordsUpdated);
        Assert.Equal((SyncRunStatus.Completed, 20), (dry!.Status, dry.SourceRecordUpdates));
    }

    private static async Task<string[]> FilesAsync(TemporaryFolder folder) =>
        await Task.WhenAll(Directory.GetFiles(folder.Path).Order().Select(async file =>
            $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)))}"));

    private static (long, long, long, long, long, bool) Counts(SyncRunResult result) =>
        (result.SourceRecordCount, result.SourceRecordUpdates, result.SourceRecordCreates, result.SourceRecordInvalids, result.SourceRecordUnchanged, result.FullSync);

    /// <summary>12 records delivered; then one changed, two new, one invalid, two duplicates.</summary>
    private static async Task<TestSync> PreparedAsync()
    {
        var sync = new TestSync().WithRows(12);
        await sync.RunCompletedAsync();
        sync.TakeSent();
        sync.Source.Set(0, 1, "changed");
        sync.Source.Add("n1", "new", 1);
        sync.Source.Add("n2", "new", 1);
        sync.Source.Add("n3", "new", "not a number");
        sync.Source.Add("n4", "new", 1);
        sync.Source.Add("n4", "new", 1);
        sync.Source.Add("n5", "new", 1);
        sync.Source.Rows.RemoveAt(11);
        return sync;
    }

    private static async Task<string> StateAsync(TestSync sync)
    {
        var parts = new List<string>();
        foreach (var section in Enum.GetValues<StateSection>())
        {
            foreach (var blob in await Planning.DiffTests.BlobsAsync(sync, section))
                parts.Add($"{section} {blob.Number} {Convert.ToHexString(blob.Content.Span)}");
        }

        return string.Join('\n', parts);
    }

    [Fact]
    public async Task What_a_destination_warns_of_is_told_when_a_sync_is_tried_and_when_everything_is_sent()
    {
        var sync = new TestSync().WithRows(1);
        sync.Destination.Warnings.Add("Nobody can read it.");

        Assert.Equal(["Nobody can read it."], (await sync.RunCompletedAsync(new() { DryRun = true })).Warnings);
        Assert.Equal(["Nobody can read it."], (await sync.RunCompletedAsync()).Warnings);
        Assert.Empty((await sync.RunCompletedAsync()).Warnings);
        Assert.Equal(["Nobody can read it."], (await sync.RunCompletedAsync(new() { FullSync = true })).Warnings);
    }
}
