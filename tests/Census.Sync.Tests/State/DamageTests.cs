using Census.Sync.Tests.Support;

namespace Census.Sync.Tests.State;

/// <summary>A damaged state fails the run; it is never read as something else.</summary>
public sealed class DamageTests
{
    [Theory]
    [InlineData(StateSection.Header)]
    [InlineData(StateSection.Pages)]
    [InlineData(StateSection.Held)]
    [InlineData(StateSection.Changes)]
    [InlineData(StateSection.Journal)]
    public async Task A_changed_byte_is_noticed(StateSection section)
    {
        var random = new Random(17 + (int)section);
        var sync = await LeftoverAsync();
        var blobs = await Planning.DiffTests.BlobsAsync(sync, section);
        Assert.NotEmpty(blobs);

        for (var round = 0; round < 60; round++)
        {
            var blob = blobs[random.Next(blobs.Count)];
            var damaged = blob.Content.ToArray();
            for (var i = random.Next(3); i >= 0; i--)
                damaged[random.Next(damaged.Length)] ^= (byte)(1 + random.Next(255));
            if (damaged.AsSpan().SequenceEqual(blob.Content.Span))
                continue;
            await AssertRefusedAsync(sync, section, blob, damaged, $"round {round}");
        }
    }

    [Theory]
    [InlineData(StateSection.Header)]
    [InlineData(StateSection.Pages)]
    [InlineData(StateSection.Held)]
    [InlineData(StateSection.Changes)]
    [InlineData(StateSection.Journal)]
    public async Task A_blob_that_was_cut_or_grew_is_noticed(StateSection section)
    {
        var sync = await LeftoverAsync();
        var blob = (await Planning.DiffTests.BlobsAsync(sync, section))[^1];
        var content = blob.Content.ToArray();

        foreach (var length in new[] { 0, 1, 3, 4, content.Length / 2, content.Length - 33, content.Length - 1 })
            await AssertRefusedAsync(sync, section, blob, content[..Math.Max(0, length)], $"{length} of {content.Length} bytes");
        await AssertRefusedAsync(sync, section, blob, [.. content, 0], "one byte more");
        await AssertRefusedAsync(sync, section, blob, [.. content, .. content], "twice");
    }

    [Theory]
    [InlineData(StateSection.Journal)]
    [InlineData(StateSection.Held)]
    public async Task Blobs_that_changed_places_are_noticed(StateSection section)
    {
        var sync = await LeftoverAsync();
        var blobs = await Planning.DiffTests.BlobsAsync(sync, section);

        await AssertRefusedAsync(sync, section, blobs[1], blobs[0].Content.ToArray(), "the blob before it");
    }

    [Theory]
    [InlineData(StateSection.Header)]
    [InlineData(StateSection.Pages)]
    [InlineData(StateSection.Changes)]
    [InlineData(StateSection.Held)]
    [InlineData(StateSection.Journal)]
    public async Task A_lost_blob_is_noticed(StateSection section)
    {
        var sync = await LeftoverAsync();
        var lost = (await Planning.DiffTests.BlobsAsync(sync, section))[0].Number;
        await using (var session = await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken))
            await session!.WriteAsync(new StateWrite().Delete(section, lost, lost + 1), TestContext.Current.CancellationToken);

        var result = await sync.RunAsync();

        Assert.Equal(SyncErrorCodes.StateFailed, result.ErrorCode);
        Assert.Empty(sync.TakeSent());
    }

    [Fact]
    public async Task A_lost_key_is_noticed_when_its_record_is_to_be_deleted()
    {
        var sync = new TestSync { Behavior = SyncBehavior.Mirror }.WithRows(10);
        await sync.RunCompletedAsync();
        await using (var session = await sync.Durable.TryOpenAsync("things", new("test", TimeSpan.FromMinutes(1)), TestContext.Current.CancellationToken))
            await session!.WriteAsync(new StateWrite().Delete(StateSection.Keys), TestContext.Current.CancellationToken);
        sync.Source.Rows.RemoveAt(3);

        var result = await sync.RunAsync();

        Assert.Equal(SyncErrorCodes.StateFailed, result.ErrorCode);
        Assert.Empty(sync.Destination.Deleted);
    }

    private static async Task AssertRefusedAsync(TestSync sync, StateSection section, StateBlob blob, byte[] damaged, string what)
    {
        await StateTests.PutAsync(sync, section, blob.Number, damaged);
        foreach (var resume in new[] { false, true })
        {
            var result = await sync.RunAsync(new() { Resume = resume });
            Assert.True(
                result is { Status: SyncRunStatus.Failed, ErrorCode: SyncErrorCodes.StateFailed },
                $"{section}, {what}, resume {resume}: {result.Status} {result.ErrorCode} {result.ErrorMessage}");

            // A change set that is only resumed needs no pages until its end, and is checked itself.
            var sent = sync.TakeSent();
            if (section != StateSection.Pages || !resume)
                Assert.Empty(sent);
        }

        await StateTests.PutAsync(sync, section, blob.Number, blob.Content.ToArray());
    }

    /// <summary>A state with something in every section: delivered, rejected, in doubt and left over.</summary>
    private static async Task<TestSync> LeftoverAsync()
    {
        var sync = new TestSync("id", "name", "since", "tags") { Map = sync => sync.Key("id", "Id").Map("name", "Name").Map("since", "Since").Map("tags", "Tags") };
        for (var i = 0; i < 40; i++)
            sync.Source.Add($"k{i}", $"name {i}", new DateOnly(2024, 1, 1).AddDays(i), FieldValue.FromArray(["a", $"{i}"]));
        sync.Destination.Refuses = key => key is "k3" or "k33";
        await sync.RunCompletedAsync();
        for (var i = 0; i < 40; i++)
            sync.Source.Set(i, 1, $"changed {i}");
        using var cancellation = new CancellationTokenSource();
        sync.Destination.OnCall = call => call == 7 ? cancellation.CancelAsync() : Task.CompletedTask;
        await sync.AbortAsync(cancellation.Token);
        sync.Destination.OnCall = _ => Task.CompletedTask;
        sync.TakeSent();
        return sync;
    }
}
