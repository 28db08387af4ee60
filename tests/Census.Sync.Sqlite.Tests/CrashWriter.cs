using System.Globalization;

namespace Census.Sync.Sqlite.Tests;

/// <summary>A process that writes until it is killed, and tells of each write that ended.</summary>
internal static class CrashWriter
{
    public const string Command = "write-until-killed";

    /// <summary>How many of the last journal blobs are kept.</summary>
    public const int Kept = 20;

    public static async Task<int> RunAsync(string path)
    {
        await using var store = new SqliteSyncStateStore(path);

        // The same owner each time: the lease of the process that was killed has not run out.
        await using var session = await store.TryOpenAsync("companies", new("writer", TimeSpan.FromHours(1)))
            ?? throw new InvalidOperationException("The lease was refused.");
        var last = await session.ReadAsync(StateSection.Header, 0) is { } header ? BitConverter.ToInt64(header.Span) : 0;
        for (var number = last + 1; ; number++)
        {
            await session.WriteAsync(WriteOf(number));
            await Console.Out.WriteLineAsync(number.ToString(CultureInfo.InvariantCulture));
        }
    }

    public static byte[] ContentOf(long number)
    {
        var random = new Random((int)number);
        var content = new byte[random.Next(10, 400_000)];
        random.NextBytes(content);
        return content;
    }

    // All parts of a write carry its number, so that a part of one would show.
    private static StateWrite WriteOf(long number) => new StateWrite()
        .Put(StateSection.Header, 0, BitConverter.GetBytes(number))
        .Delete(StateSection.Changes)
        .Put(StateSection.Changes, number, ContentOf(number))
        .Delete(StateSection.Journal, 0, Math.Max(0, number - Kept + 1))
        .Put(StateSection.Journal, number, ContentOf(number));
}
