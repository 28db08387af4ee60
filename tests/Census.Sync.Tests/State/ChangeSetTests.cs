using System.Text;
using Census.Sync.Tests.Support;
using Census.Sync.TestUtilities;

namespace Census.Sync.Tests.State;

public sealed class ChangeSetTests : IDisposable
{
    private const string Secret = "a very secret name";

    private static readonly CancellationToken s_token = TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task While_records_wait_and_afterwards_their_values_are_not_in_the_file_nor_in_its_log()
    {
        var sync = new TestSync();
        for (var i = 0; i < 3_000; i++)
            sync.Source.Add($"k{i}", Secret, 1m);
        await using (var store = new SqliteSyncStateStore(_folder.File("state.db")))
        {
            sync.Store = new(store);
            sync.Destination.OnCall = call => call == 2 ? throw new SyncDestinationException(SyncErrorCodes.QuotaExhausted, "Tomorrow.") : Task.CompletedTask;

            var stopped = await sync.RunAsync();
            Assert.NotEqual(0, stopped.Backlog);
            await AssertNotOnDiskAsync();
            sync.Destination.OnCall = _ => Task.CompletedTask;
            await sync.RunCompletedAsync(new() { Resume = true });
            await AssertNotOnDiskAsync();
        }

        await AssertNotOnDiskAsync();
        Assert.Equal(3_000, sync.Destination.Stored.Values.Count(record => record["Name"] == Secret));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_block_that_cannot_be_written_fails_the_run_before_anything_is_sent(int failing)
    {
        // Blocks are written while the next rows are read: the failure comes late.
        var sync = new TestSync().WithRows(9_000);
        var writes = 0;
        sync.Store.OnWrite = write =>
        {
            if (write.Puts.Any(put => put.Section == StateSection.Changes) && ++writes == failing)
                throw new SyncStateException("The disk is full.");
        };

        var failed = await sync.RunAsync();
        Assert.Equal((SyncRunStatus.Failed, SyncErrorCodes.StateFailed), (failed.Status, failed.ErrorCode));
        Assert.Contains("The disk is full.", failed.ErrorMessage, StringComparison.Ordinal);
        Assert.Empty(sync.TakeSent());
        var result = await sync.RunCompletedAsync();

        Assert.True(writes >= failing);
        Assert.Equal(9_000, result.RecordsUpdated);
    }

    private async Task AssertNotOnDiskAsync()
    {
        foreach (var file in Directory.GetFiles(_folder.Path))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var content = new byte[stream.Length];
            await stream.ReadExactlyAsync(content, s_token);
            Assert.Equal(-1, content.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)));
        }
    }
}
