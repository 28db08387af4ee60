using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Sqlite.Tests;

/// <summary>How a file is made, shared, and kept small.</summary>
public sealed class FileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string StatePath => _folder.File("state.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_file_is_not_touched_before_the_first_call()
    {
        await using var state = new SqliteSyncStateStore(StatePath);
        await using var quota = new SqliteQuotaStore(StatePath);

        Assert.Empty(Directory.GetFiles(_folder.Path));
        Assert.Equal((StatePath, StatePath), (state.Path, quota.Path));
    }

    [Fact]
    public async Task Files_are_readable_by_their_owner_only()
    {
        await using var store = new SqliteSyncStateStore(StatePath);
        await using var session = await OpenAsync(store);
        await session.WriteAsync(new StateWrite().Put(StateSection.Changes, 0, new byte[10]), Cancellation);

        var files = Directory.GetFiles(_folder.Path);

        Assert.Equal(["state.db", "state.db-shm", "state.db-wal"], files.Select(Path.GetFileName).Order());
        foreach (var file in files)
        {
            // On Windows the permissions of the folder apply.
            if (!OperatingSystem.IsWindows())
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_state_is_there_after_a_restart_and_nothing_but_the_file_remains()
    {
        await using (var store = new SqliteSyncStateStore(StatePath))
        await using (var session = await OpenAsync(store))
            await session.WriteAsync(new StateWrite().Put(StateSection.Pages, 1, new byte[] { 1, 2, 3 }), Cancellation);
        Assert.Equal([StatePath], Directory.GetFiles(_folder.Path));

        await using var restarted = new SqliteSyncStateStore(StatePath);
        await using var again = await OpenAsync(restarted);

        Assert.Equal(new byte[] { 1, 2, 3 }, (await again.ReadAsync(StateSection.Pages, 1, Cancellation))!.Value.ToArray());
        Assert.Equal(["companies"], await restarted.ListAsync(Cancellation));
    }

    [Fact]
    public async Task State_and_quota_share_a_file()
    {
        await using var state = new SqliteSyncStateStore(StatePath);
        await using var quota = new SqliteQuotaStore(StatePath);
        QuotaWindow[] windows = [new(3, TimeSpan.FromMinutes(1))];
        await using var session = await OpenAsync(state);

        await session.WriteAsync(new StateWrite().Put(StateSection.Header, 0, new byte[] { 1 }), Cancellation);
        var reservation = await quota.ReserveAsync(new("vendor", windows, 5, new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), Cancellation);

        Assert.Equal(3, reservation.Permits);
        Assert.NotNull(await session.ReadAsync(StateSection.Header, 0, Cancellation));
        Assert.Equal(["companies"], await state.ListAsync(Cancellation));
    }

    [Fact]
    public async Task An_empty_file_is_taken_for_a_new_one()
    {
        _folder.Write("state.db", "");
        await using var store = new SqliteSyncStateStore(StatePath);

        await using var session = await OpenAsync(store);

        Assert.Null(await session.ReadAsync(StateSection.Header, 0, Cancellation));
    }

    [Fact]
    public async Task Processes_that_create_the_file_at_once_share_it()
    {
        var stores = Enumerable.Range(0, 8).Select(_ => new SqliteSyncStateStore(StatePath)).ToList();

        await Task.WhenAll(stores.Select((store, i) => Task.Run(async () =>
        {
            await using var session = await OpenAsync(store, $"sync {i}");
            await session.WriteAsync(new StateWrite().Put(StateSection.Header, 0, new[] { (byte)i }), Cancellation);
        })));

        Assert.Equal(8, (await stores[0].ListAsync(Cancellation)).Count);
        foreach (var store in stores)
            await store.DisposeAsync();
    }

    [Fact]
    public async Task The_log_is_empty_after_a_session_even_if_others_go_on()
    {
        await using var store = new SqliteSyncStateStore(StatePath);
        await using var other = await OpenAsync(store, "contacts");
        await using (var session = await OpenAsync(store))
        {
            for (var i = 0; i < 20; i++)
                await session.WriteAsync(new StateWrite().Put(StateSection.Journal, i, new byte[200_000]), Cancellation);
            Assert.True(new FileInfo(StatePath + "-wal").Length > 1_000_000);
        }

        Assert.Equal(0, new FileInfo(StatePath + "-wal").Length);
    }

    [Fact]
    public async Task A_reader_does_not_hold_up_the_end_of_a_session()
    {
        await using var store = new SqliteSyncStateStore(StatePath, new() { BusyTimeout = TimeSpan.FromHours(1) });
        await using var reading = await OpenAsync(store, "contacts");
        var write = new StateWrite();
        for (var i = 0; i < 40; i++)
            write.Put(StateSection.Pages, i, new byte[100_000]);
        await reading.WriteAsync(write, Cancellation);
        await using var blobs = reading.ReadRangeAsync(StateSection.Pages, cancellationToken: Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await blobs.MoveNextAsync());

        var session = await OpenAsync(store);
        await session.WriteAsync(write, Cancellation);
        await session.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60), Cancellation);

        Assert.True(await blobs.MoveNextAsync());
    }

    [Fact]
    public async Task Space_that_was_freed_is_used_again()
    {
        await using var store = new SqliteSyncStateStore(StatePath);
        long? size = null;
        for (var run = 0; run < 5; run++)
        {
            await using (var session = await OpenAsync(store))
            {
                for (var i = 0; i < 20; i++)
                    await session.WriteAsync(new StateWrite().Put(StateSection.Changes, i, new byte[100_000]), Cancellation);
                await session.WriteAsync(new StateWrite().Delete(StateSection.Changes), Cancellation);
            }

            size ??= new FileInfo(StatePath).Length;
        }

        Assert.InRange(new FileInfo(StatePath).Length, 1, size!.Value + 200_000);
    }

    [Fact]
    public async Task A_disposed_store_says_so_and_its_sessions_end_in_peace()
    {
        var store = new SqliteSyncStateStore(StatePath);
        var session = await OpenAsync(store);
        await store.DisposeAsync();
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await store.ListAsync(Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.WriteAsync(new StateWrite(), Cancellation));
        await session.DisposeAsync();
    }

    [Fact]
    public async Task Options_are_copied()
    {
        var options = new SqliteStateOptions { LostAfter = TimeSpan.FromMinutes(7) };
        await using var store = new SqliteQuotaStore(StatePath, options);

        options.LostAfter = TimeSpan.FromHours(1);

        Assert.Equal(TimeSpan.FromMinutes(7), store.LostAfter);
    }

    [Fact]
    public void Options_out_of_their_range_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new SqliteSyncStateStore(StatePath, new() { BusyTimeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(() => new SqliteQuotaStore(StatePath, new() { LostAfter = TimeSpan.Zero }));
        Assert.ThrowsAny<ArgumentException>(() => new SqliteSyncStateStore(" "));
        Assert.ThrowsAny<ArgumentException>(() => new SqliteQuotaStore(null!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_file_of_each_layout_is_read(int layout)
    {
        await using (var packed = typeof(FileTests).Assembly.GetManifestResourceStream($"state-{layout}.db.gz")!)
        await using (var unpacked = new System.IO.Compression.GZipStream(packed, System.IO.Compression.CompressionMode.Decompress))
        await using (var file = File.Create(StatePath))
            await unpacked.CopyToAsync(file, Cancellation);

        await using var store = new SqliteSyncStateStore(StatePath);
        await using var quota = new SqliteQuotaStore(StatePath);

        Assert.Equal(["companies", "contacts"], await store.ListAsync(Cancellation));
        await using var session = await OpenAsync(store);
        Assert.Equal("a header"u8.ToArray(), (await session.ReadAsync(StateSection.Header, 0, Cancellation))!.Value.ToArray());
        Assert.Equal(50_000, (await session.ReadAsync(StateSection.Pages, 7, Cancellation))!.Value.Length);
        var reservation = await quota.ReserveAsync(
            new("vendor", [new(10, TimeSpan.FromDays(1))], 10, new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)), Cancellation);
        Assert.Equal(6, reservation.Permits);
    }

    private static async Task<SyncStateSession> OpenAsync(SqliteSyncStateStore store, string sync = "companies") =>
        await store.TryOpenAsync(sync, new("one", TimeSpan.FromMinutes(2)), Cancellation)
        ?? throw new InvalidOperationException("The lease was refused.");
}
