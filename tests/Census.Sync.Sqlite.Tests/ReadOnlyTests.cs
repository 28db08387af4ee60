using System.Security.Cryptography;
using Census.Sync.TestUtilities;

namespace Census.Sync.Sqlite.Tests;

/// <summary>To read without a lease leaves the file as it is, to the byte.</summary>
public sealed class ReadOnlyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string StatePath => _folder.File("state.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_is_not_there_is_not_made()
    {
        await using var store = new SqliteSyncStateStore(StatePath);

        Assert.Empty(await ReadAllAsync(store));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task An_empty_file_stays_empty()
    {
        await File.WriteAllBytesAsync(StatePath, [], Cancellation);
        await using var store = new SqliteSyncStateStore(StatePath);

        Assert.Empty(await ReadAllAsync(store));
        Assert.Equal(0, new FileInfo(StatePath).Length);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told_as_when_something_is_written()
    {
        await using var store = new SqliteSyncStateStore(Path.Combine(_folder.Path, "missing", "state.db"));

        var error = await Assert.ThrowsAsync<SyncStateException>(async () => await ReadAllAsync(store));

        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_of_another_program_is_refused_and_not_changed()
    {
        await File.WriteAllTextAsync(StatePath, new string('x', 5_000), Cancellation);
        var before = Files();
        await using var store = new SqliteSyncStateStore(StatePath);

        await Assert.ThrowsAsync<SyncStateException>(async () => await ReadAllAsync(store));

        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task The_file_is_the_same_afterwards()
    {
        await WriteAsync(40);
        var before = Files();

        await using (var store = new SqliteSyncStateStore(StatePath))
            Assert.Equal(40, (await ReadAllAsync(store)).Count);

        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task What_a_killed_process_left_in_the_log_is_read_and_left_there()
    {
        var last = await CrashTests.WriteUntilKilledAsync(StatePath, 20);
        var before = Files();
        Assert.Contains(before, file => file.StartsWith("state.db-wal", StringComparison.Ordinal));

        await using (var store = new SqliteSyncStateStore(StatePath))
        {
            await using var state = await store.OpenReadAsync("companies", Cancellation);
            Assert.InRange(BitConverter.ToInt64((await state.ReadAsync(StateSection.Header, 0, Cancellation))!.Value.Span), last, last + 1);
        }

        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task One_that_reads_for_long_does_not_hold_up_the_end_of_a_session()
    {
        await WriteAsync(40);
        await using var store = new SqliteSyncStateStore(StatePath, new() { BusyTimeout = TimeSpan.FromHours(1) });
        await using var state = await store.OpenReadAsync("companies", Cancellation);

        await WriteAsync(3, store).WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.Equal(40, await state.ReadRangeAsync(StateSection.Pages, cancellationToken: Cancellation).CountAsync(Cancellation));
        Assert.Equal(3, (await ReadAllAsync(store)).Count);
    }

    private static async Task<List<StateBlob>> ReadAllAsync(SqliteSyncStateStore store) =>
        await store.ReadRangeAsync("companies", StateSection.Pages, cancellationToken: Cancellation).ToListAsync(Cancellation);

    private async Task WriteAsync(int pages)
    {
        await using var store = new SqliteSyncStateStore(StatePath);
        await WriteAsync(pages, store);
    }

    private static async Task WriteAsync(int pages, SqliteSyncStateStore store)
    {
        await using var session = await store.TryOpenAsync("companies", new("one", TimeSpan.FromHours(1)), Cancellation);
        var write = new StateWrite().Delete(StateSection.Pages);
        for (var i = 0; i < pages; i++)
            write.Put(StateSection.Pages, i, new byte[50_000]);
        await session!.WriteAsync(write, Cancellation);
    }

    // The index of the log (-shm) is made of the log by whoever opens it.
    private List<string> Files() =>
        [.. Directory.GetFiles(_folder.Path).Where(file => !file.EndsWith("-shm", StringComparison.Ordinal)).Order()
            .Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];
}
