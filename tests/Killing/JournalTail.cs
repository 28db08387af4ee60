namespace Census.Sync.Killing;

/// <summary>What may be lost from the end of a state's journal, and must do no harm.</summary>
internal static class JournalTail
{
    private const byte OutcomesTag = 3;

    /// <summary>Takes away the last entries of the journal, as long as they are outcomes: a machine that loses its power may lose what was written last.</summary>
    /// <returns>How many were taken.</returns>
    public static async Task<int> CutAsync(string statePath, string syncName, int most, TimeProvider clock)
    {
        await using var store = new SqliteSyncStateStore(statePath, timeProvider: clock);
        SyncStateSession? session;
        while ((session = await store.TryOpenAsync(syncName, new("cut", TimeSpan.FromMinutes(1)))) is null)
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        await using (session)
        {
            var journal = new List<StateBlob>();
            await foreach (var blob in session.ReadRangeAsync(StateSection.Journal))
                journal.Add(blob);
            var cut = 0;
            while (cut < most && journal.Count > 0 && journal[^1].Content.Span[0] == OutcomesTag)
            {
                await session.WriteAsync(new StateWrite().Delete(StateSection.Journal, journal[^1].Number, journal[^1].Number + 1));
                journal.RemoveAt(journal.Count - 1);
                cut++;
            }

            return cut;
        }
    }

    /// <summary>Leaves the beginning of a write at the end of the file: what a process leaves that dies while it writes.</summary>
    public static void Tear(string statePath, Random random)
    {
        var log = statePath + "-wal";
        if (!File.Exists(log))
            return;
        var garbage = new byte[random.Next(1, 20_000)];
        random.NextBytes(garbage);
        using var file = new FileStream(log, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        file.Write(garbage);
    }
}
