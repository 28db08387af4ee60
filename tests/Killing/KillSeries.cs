namespace Census.Sync.Killing;

/// <summary>Kills processes in syncs of every behaviour.</summary>
public static class KillSeries
{
    /// <summary>The number of kills that one source and one destination go through: few enough for two hundred to come to every sync.</summary>
    private const int KillsAnEpisode = 15;

    /// <summary>Kills so many times.</summary>
    /// <param name="times">How many times.</param>
    /// <param name="seed">Where random numbers begin.</param>
    /// <param name="episodesAtOnce">How many syncs are under way at once.</param>
    /// <param name="syncs">Part of the names of the syncs; null for all.</param>
    /// <returns>What came of it.</returns>
    public static async Task<KillTally> RunAsync(int times, int seed, int episodesAtOnce = 4, string? syncs = null)
    {
        var tally = new KillTally();
        var chosen = KilledSync.All.Where(sync => syncs is null || sync.Name.Contains(syncs, StringComparison.Ordinal)).ToList();
        var count = Math.Max(1, (times + KillsAnEpisode - 1) / KillsAnEpisode);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = episodesAtOnce }, async (number, _) =>
        {
            var kills = times / count + (number < times % count ? 1 : 0);
            await using var episode = await KillEpisode.StartAsync(chosen[number % chosen.Count], tally, unchecked(seed * 1_000_003 + number));
            await episode.RunAsync(kills);
        });
        return tally;
    }
}
