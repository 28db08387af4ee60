namespace Census.Sync.Killing;

/// <summary>
/// What a process does beside its run: pushes records, also while the run is under way, forgets some, takes that back, and replays what was refused. A step that a kill cut short is done
/// again by the next process, as whoever asked for it would.
/// </summary>
internal sealed class SingleSteps(EditedSource source, Random random)
{
    public const string Run = "run";

    private const string Replay = "replay";
    private readonly List<string> _unanswered = [];

    /// <summary>Chooses what the next process does.</summary>
    public IReadOnlyList<string> Next() => [.. _unanswered, .. Any(), .. random.Next(3) == 0 ? [$"{Run} {Keys(3)}"] : (string[])[Run], .. Any()];

    /// <summary>What a process does that is not killed: what was left, and what was refused once more.</summary>
    public IReadOnlyList<string> Last(bool replays) => [.. _unanswered, .. replays ? [Replay, Run] : (string[])[Run]];

    /// <summary>Takes in what became of the steps of a process.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="lines">What it printed.</param>
    /// <returns>The keys of records of which anything may be sent again, and what went wrong.</returns>
    public (IReadOnlyList<string> Doubtful, IReadOnlyList<string> Failed) Learn(IReadOnlyList<string> steps, IReadOnlyList<string> lines)
    {
        var (doubtful, failed) = (new List<string>(), new List<string>());
        _unanswered.Clear();
        foreach (var step in steps.Where(step => step.StartsWith("forget ", StringComparison.Ordinal) || step.StartsWith("recall ", StringComparison.Ordinal)))
        {
            var key = step.Split(' ')[1];
            doubtful.Add(key);
            if (!lines.Contains($"STEP\t{step}\tCompleted"))
                _unanswered.Add(step);
            else if (step.StartsWith("forget ", StringComparison.Ordinal))
                source.Forgotten.Add(key);
            else
                source.Forgotten.Remove(key);
        }

        foreach (var line in lines.Where(line => line.StartsWith("STEP\t", StringComparison.Ordinal)))
        {
            // Single records wait until a run of all has taken the mappings over; what was not answered is done again.
            var isExpected = line.Split('\t')[2] == "Completed" || line.Contains(SyncErrorCodes.InvalidConfiguration, StringComparison.Ordinal)
                || line.Contains(SyncErrorCodes.QuotaExhausted, StringComparison.Ordinal) || line.Contains(SyncErrorCodes.Unreachable, StringComparison.Ordinal)
                || line.Contains("lease", StringComparison.Ordinal);
            if (!isExpected)
                failed.Add(line);
        }

        return (doubtful, failed);
    }

    private IEnumerable<string> Any()
    {
        for (var i = random.Next(3); i > 0; i--)
        {
            yield return random.Next(8) switch
            {
                0 => $"forget {source.AnyEver()}",
                1 when source.Forgotten.Count > 0 => $"recall {source.Forgotten.ElementAt(random.Next(source.Forgotten.Count))}",
                2 => Replay,
                _ => $"push {Keys(3)}",
            };
        }
    }

    private string Keys(int most) => string.Join(' ', Enumerable.Range(0, 1 + random.Next(most)).Select(_ => source.Any()).Distinct());
}
