using System.Diagnostics;
using System.Globalization;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Sqlite.Tests;

public sealed class CrashTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_killed_while_it_writes_loses_no_write_that_ended_and_leaves_no_part_of_another()
    {
        const int Seed = 20_260_105;
        var random = new Random(Seed);
        using var folder = new TemporaryFolder();
        var path = folder.File("state.db");
        var acknowledged = 0L;

        for (var round = 0; round < 20; round++)
        {
            acknowledged = Math.Max(acknowledged, await WriteUntilKilledAsync(path, random.Next(1, 60)));

            await RequireIntegrityAsync(path);
            var found = await RequireWholeWritesAsync(path);
            Assert.True(
                found == acknowledged || found == acknowledged + 1,
                $"Round {round}, seed {Seed}: write {acknowledged} had ended, the file holds {found}.");
            acknowledged = found;
        }
    }

    internal static async Task<long> WriteUntilKilledAsync(string path, int lines)
    {
        var program = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "Census.Sync.Sqlite.Tests.exe" : "Census.Sync.Sqlite.Tests");
        using var process = Process.Start(new ProcessStartInfo(program, [CrashWriter.Command, path]) { RedirectStandardOutput = true })!;
        try
        {
            var last = await process.StandardOutput.ReadLineAsync(Cancellation);
            for (var line = 1; line < lines && last is not null; line++)
                last = await process.StandardOutput.ReadLineAsync(Cancellation) ?? last;

            // It goes on while we get here, so that the kill falls anywhere into a write.
            process.Kill();

            // The last line may have been cut by the kill: what ends with a line break was said.
            var rest = await process.StandardOutput.ReadToEndAsync(Cancellation);
            var whole = rest.LastIndexOf('\n') is var end and >= 0 ? rest[..end].Split('\n')[^1] : last;
            return long.Parse(whole!, CultureInfo.InvariantCulture);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(Cancellation);
        }
    }

    private static async Task RequireIntegrityAsync(string path)
    {
        await using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using var check = connection.CreateCommand();
        check.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", await check.ExecuteScalarAsync(Cancellation));
    }

    private static async Task<long> RequireWholeWritesAsync(string path)
    {
        await using var store = new SqliteSyncStateStore(path);
        await using var session = await store.TryOpenAsync("companies", new("writer", TimeSpan.FromHours(1)), Cancellation);
        var last = BitConverter.ToInt64((await session!.ReadAsync(StateSection.Header, 0, Cancellation))!.Value.Span);

        var expected = Math.Max(1, last - CrashWriter.Kept + 1);
        await foreach (var blob in session.ReadRangeAsync(StateSection.Journal, cancellationToken: Cancellation))
        {
            Assert.Equal(expected++, blob.Number);
            Assert.True(blob.Content.Span.SequenceEqual(CrashWriter.ContentOf(blob.Number)));
        }

        Assert.Equal(last + 1, expected);
        await foreach (var blob in session.ReadRangeAsync(StateSection.Changes, cancellationToken: Cancellation))
            Assert.Equal(last, blob.Number);
        return last;
    }
}
