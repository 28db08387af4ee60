using System.Diagnostics;
using Census.Sync.Storage;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Sqlite.Tests;

/// <summary>What can be wrong with a file, and that a person is told what to do.</summary>
public sealed class ErrorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string StatePath => _folder.File("state.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("BEGIN IMMEDIATE")]
    [InlineData("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; DELETE FROM blob")]
    public async Task A_file_that_another_program_locks(string locking)
    {
        await CreateAsync();
        await using (var other = await ConnectAsync())
        {
            await ExecuteAsync(other, locking);
            await using var store = new SqliteSyncStateStore(StatePath, new() { BusyTimeout = TimeSpan.FromSeconds(1) });

            var error = await FailsToOpenAsync(store);

            Assert.Contains("locked by another program", error.Message, StringComparison.Ordinal);
        }

        await using var later = new SqliteSyncStateStore(StatePath);
        await using var session = await OpenAsync(later);
    }

    [Fact]
    public async Task A_store_works_again_once_the_lock_is_gone()
    {
        await using var store = new SqliteSyncStateStore(StatePath, new() { BusyTimeout = TimeSpan.FromSeconds(1) });
        await using var session = await OpenAsync(store);
        await using (var other = await ConnectAsync())
        {
            await ExecuteAsync(other, "BEGIN IMMEDIATE");
            await Assert.ThrowsAsync<SyncStateException>(
                async () => await session.WriteAsync(new StateWrite().Put(StateSection.Header, 0, new byte[] { 1 }), Cancellation));

            // Reading needs no lock, and neither does asking for the lease.
            Assert.Null(await session.ReadAsync(StateSection.Header, 0, Cancellation));
            await session.WriteAsync(new StateWrite(), Cancellation);
        }

        await session.WriteAsync(new StateWrite().Put(StateSection.Header, 0, new byte[] { 2 }), Cancellation);
        Assert.Equal(new byte[] { 2 }, (await session.ReadAsync(StateSection.Header, 0, Cancellation))!.Value.ToArray());
    }

    [Fact]
    public async Task A_file_that_cannot_be_written()
    {
        await CreateAsync();
        SyncStateException error;
        if (MakeReadOnly(StatePath))
        {
            await using var store = new SqliteSyncStateStore(StatePath);
            error = await FailsToOpenAsync(store);
            MakeWritable(StatePath);
        }
        else
        {
            // Root, without the right to make a file immutable: SQLite's own answer, from a connection that may only read.
            await using var connection = new SqliteConnection($"Data Source={StatePath};Mode=ReadOnly;Pooling=False");
            await connection.OpenAsync(Cancellation);
            error = StateErrors.Explain(
                await Assert.ThrowsAsync<SqliteException>(() => ExecuteAsync(connection, "DELETE FROM blob")), StatePath);
        }

        Assert.Contains("cannot be written", error.Message, StringComparison.Ordinal);
        Assert.IsType<SqliteException>(error.InnerException);
    }

    [Theory]
    [InlineData("-wal", "Reading or writing")]
    [InlineData("-journal", "cannot be opened")]
    public async Task A_file_whose_log_cannot_be_made(string suffix, string what)
    {
        Directory.CreateDirectory(StatePath + suffix);
        await using var store = new SqliteSyncStateStore(StatePath);

        var error = await FailsToOpenAsync(store);

        Assert.Contains(StatePath, error.Message, StringComparison.Ordinal);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_does_not_exist()
    {
        await using var store = new SqliteSyncStateStore(Path.Combine(_folder.Path, "missing", "state.db"));

        var error = await FailsToOpenAsync(store);

        Assert.Contains($"The folder '{Path.Combine(_folder.Path, "missing")}' does not exist", error.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "missing")));
    }

    [Fact]
    public async Task A_path_that_is_a_folder()
    {
        await using var store = new SqliteQuotaStore(_folder.Path);

        var error = await Assert.ThrowsAsync<SyncStateException>(async () => await ReserveAsync(store));

        Assert.Contains("is a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_in_which_nothing_can_be_made()
    {
        // Not even root creates files in /proc; elsewhere a file stands where a folder would be needed.
        var folder = OperatingSystem.IsLinux() ? "/proc" : _folder.Write("file", "");
        await using var store = new SqliteSyncStateStore(Path.Combine(folder, "state.db"));

        await FailsToOpenAsync(store);
    }

    [Fact]
    public async Task A_disk_that_is_full()
    {
        await using var store = new SqliteSyncStateStore(StatePath, new() { MaximumPages = 30 });
        await using var session = await OpenAsync(store);
        await session.WriteAsync(new StateWrite().Put(StateSection.Pages, 0, new byte[] { 1 }), Cancellation);

        var error = await Assert.ThrowsAsync<SyncStateException>(async () => await session.WriteAsync(
            new StateWrite().Put(StateSection.Pages, 0, new byte[] { 2 }).Put(StateSection.Pages, 1, new byte[1_000_000]), Cancellation));

        Assert.Contains("disk is full", error.Message, StringComparison.Ordinal);
        Assert.Equal(new byte[] { 1 }, (await session.ReadAsync(StateSection.Pages, 0, Cancellation))!.Value.ToArray());
        Assert.Null(await session.ReadAsync(StateSection.Pages, 1, Cancellation));
        await session.WriteAsync(new StateWrite().Put(StateSection.Pages, 0, new byte[] { 3 }), Cancellation);
    }

    [Fact]
    public async Task A_store_that_another_program_deleted_its_tables_from()
    {
        await CreateAsync();
        await using (var other = await ConnectAsync())
            await ExecuteAsync(other, "DROP TABLE blob");
        await using var store = new SqliteSyncStateStore(StatePath);
        await using var session = await OpenAsync(store);

        var error = await Assert.ThrowsAsync<SyncStateException>(async () => await session.ReadAsync(StateSection.Header, 0, Cancellation));

        Assert.Contains("edited by hand", error.Message, StringComparison.Ordinal);
    }

    private static bool MakeReadOnly(string path)
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
        {
            File.SetAttributes(path, FileAttributes.ReadOnly);
            return true;
        }

        return Chattr("+i", path);
    }

    private static void MakeWritable(string path)
    {
        if (OperatingSystem.IsWindows() || Environment.UserName != "root")
            File.SetAttributes(path, FileAttributes.Normal);
        else
            Assert.True(Chattr("-i", path));
    }

    private static bool Chattr(string change, string path)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("chattr", [change, path]) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private async Task CreateAsync()
    {
        await using var store = new SqliteSyncStateStore(StatePath);
        await using var session = await OpenAsync(store);
    }

    private async Task<SqliteConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={StatePath};Pooling=False");
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private static async Task<SyncStateSession> OpenAsync(SqliteSyncStateStore store) =>
        await store.TryOpenAsync("companies", new("one", TimeSpan.FromMinutes(2)), Cancellation)
        ?? throw new InvalidOperationException("The lease was refused.");

    private static async Task<QuotaReservation> ReserveAsync(SqliteQuotaStore store) =>
        await store.ReserveAsync(new("vendor", [new(1, TimeSpan.FromMinutes(1))], 1, DateTimeOffset.UnixEpoch), Cancellation);

    private static Task<SyncStateException> FailsToOpenAsync(SqliteSyncStateStore store) =>
        Assert.ThrowsAsync<SyncStateException>(async () => await store.TryOpenAsync("companies", new("one", TimeSpan.FromMinutes(2)), Cancellation));
}
