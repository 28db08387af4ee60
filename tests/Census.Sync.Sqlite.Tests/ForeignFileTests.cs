using System.Security.Cryptography;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Sqlite.Tests;

/// <summary>Files that are not ours, not whole or not of our time are refused and left as they are.</summary>
public sealed class ForeignFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string StatePath => _folder.File("state.db");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("CREATE TABLE customers (id INTEGER PRIMARY KEY)")]
    [InlineData("CREATE TABLE sync (id INTEGER PRIMARY KEY); CREATE TABLE blob (id INTEGER PRIMARY KEY)")]
    [InlineData("PRAGMA application_id = 12345")]
    [InlineData("PRAGMA user_version = 1")]
    [InlineData("PRAGMA journal_mode = WAL; CREATE TABLE customers (id INTEGER PRIMARY KEY)")]
    public async Task The_database_of_another_program_is_refused(string creation)
    {
        await ExecuteAsync(creation);

        Assert.Contains("another program", await RefusedAndUnchangedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_a_newer_version_is_refused()
    {
        await CreateAsync();
        await ExecuteAsync("PRAGMA user_version = 99");

        Assert.Contains("newer version", await RefusedAndUnchangedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(512)]
    [InlineData(100_000)]
    public async Task Random_bytes_are_refused(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        await File.WriteAllBytesAsync(StatePath, bytes, Cancellation);

        Assert.Contains("not a SQLite database", await RefusedAndUnchangedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_refused()
    {
        _folder.Write("state.db", "id,name\n1,Ada\n");

        Assert.Contains("not a SQLite database", await RefusedAndUnchangedAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100)]
    [InlineData(5_000)]
    [InlineData(16_384)]
    [InlineData(100_000)]
    [InlineData(-1)]
    [InlineData(-16_384)]
    public async Task A_file_that_was_cut_is_refused(int length)
    {
        await CreateAsync();
        await using (var file = File.Open(StatePath, FileMode.Open))
            file.SetLength(length > 0 ? length : file.Length + length);

        Assert.Contains("damaged", await RefusedAndUnchangedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_with_damaged_pages_never_fails_in_another_way_and_never_invents_blobs()
    {
        await CreateAsync();
        var good = await File.ReadAllBytesAsync(StatePath, Cancellation);
        var refused = 0;
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var bad = (byte[])good.Clone();
            random.NextBytes(bad.AsSpan(random.Next(100, bad.Length - 3_000), 3_000));
            await File.WriteAllBytesAsync(StatePath, bad, Cancellation);
            try
            {
                await using var store = new SqliteSyncStateStore(StatePath);
                await using var session = (await store.TryOpenAsync("companies", Lease, Cancellation))!;
                await foreach (var blob in session.ReadRangeAsync(StateSection.Pages, cancellationToken: Cancellation))
                    Assert.InRange(blob.Number, 0, 9);
            }
            catch (SyncStateException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 5, 60);
    }

    private static SyncLease Lease { get; } = new("one", TimeSpan.FromMinutes(2));

    private async Task CreateAsync()
    {
        await using var store = new SqliteSyncStateStore(StatePath);
        await using var session = await store.TryOpenAsync("companies", Lease, Cancellation);
        var write = new StateWrite();
        for (var i = 0; i < 10; i++)
            write.Put(StateSection.Pages, i, RandomNumberGenerator.GetBytes(60_000));
        await session!.WriteAsync(write, Cancellation);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={StatePath};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private async Task<string> RefusedAndUnchangedAsync()
    {
        var before = await File.ReadAllBytesAsync(StatePath, Cancellation);
        string message;
        await using (var store = new SqliteSyncStateStore(StatePath))
        {
            var error = await Assert.ThrowsAsync<SyncStateException>(async () => await store.TryOpenAsync("companies", Lease, Cancellation));
            await Assert.ThrowsAsync<SyncStateException>(async () => await store.ListAsync(Cancellation));
            message = error.Message;
        }

        await using (var quota = new SqliteQuotaStore(StatePath))
        {
            var request = new QuotaRequest("vendor", [new(1, TimeSpan.FromMinutes(1))], 1, DateTimeOffset.UnixEpoch);
            await Assert.ThrowsAsync<SyncStateException>(async () => await quota.ReserveAsync(request, Cancellation));
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(StatePath, Cancellation));
        Assert.Equal([StatePath], Directory.GetFiles(_folder.Path));
        Assert.Contains(StatePath, message, StringComparison.Ordinal);
        return message;
    }
}
