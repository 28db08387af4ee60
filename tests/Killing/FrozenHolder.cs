namespace Census.Sync.Killing;

/// <summary>Two processes on one sync: what became of the second while the first ran, of a third while the first was frozen past its lease, and of the first afterwards.</summary>
/// <param name="WhileItRuns">What the second process said of its run.</param>
/// <param name="WhileItIsFrozen">What the third said.</param>
/// <param name="Holder">What the first said when it went on.</param>
/// <param name="StoredAfterThaw">The number of calls with which the first changed something after it went on.</param>
/// <param name="Idle">What a last run said.</param>
/// <param name="Differences">What is at the destination otherwise than it has to be.</param>
public sealed record FrozenHolder(string WhileItRuns, string WhileItIsFrozen, string Holder, int StoredAfterThaw, string Idle, IReadOnlyList<string> Differences)
{
    /// <summary>Freezes a process at a moment of its run, with SIGSTOP, until another has taken its sync over and finished.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="seed">Where random numbers begin.</param>
    public static async Task<FrozenHolder> PlayAsync(string moment, int seed)
    {
        await using var site = await KillSite.StartAsync(KilledSync.All[0], new Random(seed));
        await using var holder = site.Start(site.NotesOf(1), moment, moment == "before merge" ? 1 : 2, parallelBatches: 1);
        if (!await holder.ReachesAsync("AT "))
            throw new InvalidOperationException($"It does not come to '{moment}': {await holder.EndAsync()}");
        await using var second = site.Start(site.NotesOf(2), waitsForLease: false);
        var whileItRuns = await second.EndAsync();

        // The others begin with other rows: what the holder would write now is old.
        await FreezeAsync(holder, site);
        site.Source.Edit(isLast: true);
        var whileItIsFrozen = await TakeOverAsync(site, firstLife: 3);
        var stored = site.Vendor.Stored;
        await holder.ThawAsync();
        await holder.GoOnAsync();
        var afterwards = await holder.EndAsync();
        var storedAfterThaw = site.Vendor.Stored - stored;

        await using var last = site.Start(site.NotesOf(9));
        var idle = await last.EndAsync();
        var (records, doubles) = site.Vendor.Contents();
        var refused = last.Lines.Where(line => line.StartsWith("ISSUE\tRejected", StringComparison.Ordinal)).Select(line => line.Split('\t')[2]).ToList();
        return new(
            whileItRuns, whileItIsFrozen, afterwards, storedAfterThaw, idle,
            [.. Expectation.Differences(site.Sync, site.Source, records, refused), .. doubles.Select(key => $"{key} is there twice")]);
    }

    // Where the machine is busy a process may lose its own lease before it comes to renew it. Whoever comes next takes over from it.
    private static async Task<string> TakeOverAsync(KillSite site, int firstLife)
    {
        const int MostTries = 3;
        for (var life = firstLife; ; life++)
        {
            await using var process = site.Start(site.NotesOf(life));
            var done = await process.EndAsync();
            if (life == firstLife + MostTries - 1 || !done.Contains("lease", StringComparison.Ordinal))
                return done;
        }
    }

    // A process that is frozen in the middle of a write, such as one of its lease, keeps the file locked for all others; that is another story.
    private static async Task FreezeAsync(KilledProcess holder, KillSite site)
    {
        await holder.FreezeAsync();
        while (!await site.IsStateFreeAsync())
        {
            await holder.ThawAsync();
            await holder.FreezeAsync();
        }
    }
}
