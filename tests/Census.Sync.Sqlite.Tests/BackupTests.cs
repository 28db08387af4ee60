using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Sqlite.Tests;

/// <summary>A copy that is taken while syncs run is a whole state.</summary>
public sealed class BackupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string StatePath => _folder.File("state.db");

    private string CopyPath => _folder.File("copy.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_copy_holds_what_was_written_before_and_its_lease_is_free()
    {
        await using var store = new SqliteSyncStateStore(StatePath);
        await using var running = await OpenAsync(store, "one");
        await running.WriteAsync(new StateWrite { SurvivesPowerFailure = false }.Put(StateSection.Pages, 1, new byte[] { 1 }), Cancellation);

        await store.BackupAsync(CopyPath, Cancellation);
        await running.WriteAsync(new StateWrite().Put(StateSection.Pages, 1, new byte[] { 2 }), Cancellation);

        await using var copy = new SqliteSyncStateStore(CopyPath);
        await using var session = await OpenAsync(copy, "two");
        Assert.Equal(new byte[] { 1 }, await ReadAsync(session, 1));
        Assert.Equal(new byte[] { 2 }, await ReadAsync(running, 1));
        Assert.Null(await store.TryOpenAsync("companies", new("three", TimeSpan.FromMinutes(1)), Cancellation));
    }

    [Fact]
    public async Task A_copy_beside_a_writer_never_holds_half_a_write()
    {
        await using var store = new SqliteSyncStateStore(StatePath);
        await using var running = await OpenAsync(store, "one");
        await running.WriteAsync(Pair(0), Cancellation);
        using var stop = new CancellationTokenSource();
        var written = 0;
        var writer = Task.Run(
            async () =>
            {
                for (; !stop.IsCancellationRequested; Volatile.Write(ref written, written + 1))
                    await running.WriteAsync(Pair(written), Cancellation);
            },
            Cancellation);

        var before = new List<int>();
        for (var copy = 0; copy < 10; copy++)
        {
            before.Add(Volatile.Read(ref written));
            await store.BackupAsync(_folder.File($"copy-{copy}.db"), Cancellation);
        }

        await stop.CancelAsync();
        await writer;
        for (var copy = 0; copy < 10; copy++)
        {
            await using var copied = new SqliteSyncStateStore(_folder.File($"copy-{copy}.db"));
            await using var session = await OpenAsync(copied, "two");
            var (first, second) = (await ReadAsync(session, 1), await ReadAsync(session, 2));
            Assert.Equal(first, second);
            Assert.InRange(BitConverter.ToInt32(first), Math.Max(0, before[copy] - 1), written);
        }

        static StateWrite Pair(int number)
        {
            var content = new byte[40_000];
            BitConverter.TryWriteBytes(content, number);
            return new StateWrite().Put(StateSection.Pages, 1, content).Put(StateSection.Pages, 2, content);
        }
    }

    [Fact]
    public async Task A_newer_copy_replaces_an_older_one_and_leaves_nothing_beside()
    {
        await using var store = new SqliteSyncStateStore(StatePath);
        await using (var session = await OpenAsync(store, "one"))
        {
            await store.BackupAsync(CopyPath, Cancellation);
            await session.WriteAsync(new StateWrite().Put(StateSection.Pages, 1, new byte[] { 1 }), Cancellation);
            await store.BackupAsync(CopyPath, Cancellation);
        }

        Assert.Equal(["copy.db", "state.db"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Where(name => !name!.StartsWith("state.db-", StringComparison.Ordinal)).Order());
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(CopyPath));
        await using var copy = new SqliteSyncStateStore(CopyPath);
        await using var copied = await OpenAsync(copy, "two");
        Assert.Equal(new byte[] { 1 }, await ReadAsync(copied, 1));
    }

    [Fact]
    public async Task A_damaged_state_is_not_copied_over_a_good_copy()
    {
        await using (var store = new SqliteSyncStateStore(StatePath))
        {
            await using (var session = await OpenAsync(store, "one"))
                await session.WriteAsync(new StateWrite().Put(StateSection.Pages, 1, new byte[200_000]), Cancellation);
            await store.BackupAsync(CopyPath, Cancellation);
        }

        var good = await File.ReadAllBytesAsync(CopyPath, Cancellation);
        SqliteConnection.ClearAllPools();
        await using (var file = new FileStream(StatePath, FileMode.Open))
        {
            // The pages of the tables behind the first, which tells what the file is.
            file.Position = 16 * 1024;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, 8 * 16 * 1024).ToArray(), Cancellation);
        }

        await using var damaged = new SqliteSyncStateStore(StatePath);
        var error = await Assert.ThrowsAsync<SyncStateException>(async () => await damaged.BackupAsync(CopyPath, Cancellation));

        Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
        Assert.Equal(good, await File.ReadAllBytesAsync(CopyPath, Cancellation));
        Assert.False(File.Exists(CopyPath + ".part"));
    }

    [Fact]
    public async Task A_copy_that_cannot_be_written_is_explained()
    {
        await using var store = new SqliteSyncStateStore(StatePath);

        var error = await Assert.ThrowsAsync<SyncStateException>(async () => await store.BackupAsync(_folder.File("nowhere/copy.db"), Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.BackupAsync(StatePath, Cancellation));

        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
    }

    private static async Task<SyncStateSession> OpenAsync(SqliteSyncStateStore store, string owner) =>
        (await store.TryOpenAsync("companies", new(owner, TimeSpan.FromMinutes(1)), Cancellation))!;

    private static async Task<byte[]> ReadAsync(SyncStateSession session, long number) =>
        (await session.ReadAsync(StateSection.Pages, number, Cancellation))!.Value.ToArray();
}
