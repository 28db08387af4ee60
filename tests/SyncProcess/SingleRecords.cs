namespace Census.Sync.SyncProcess;

/// <summary>What is done with single records beside a run: pushed, forgotten, recalled, replayed. Each says how it ended.</summary>
internal sealed class SingleRecords(SyncRunner runner, SyncDefinition sync, string csv, Func<string, SyncSource> open)
{
    public async Task DoAsync(string step, CancellationToken cancellationToken)
    {
        string[] words = step.Split(' ');
        string end;
        try
        {
            end = words[0] switch
            {
                "push" => End(await PushAsync(words[1..], cancellationToken)),
                "replay" => End(await runner.ReplayAsync(sync, cancellationToken: cancellationToken)),
                "forget" => await ForgetAsync(words[1], cancellationToken),
                "recall" => await RecallAsync(words[1], cancellationToken),
                _ => throw new ArgumentException($"There is no step '{step}'.", nameof(step)),
            };
        }
        catch (SyncDestinationException e)
        {
            end = $"Failed\t{e.Code}\t{e.Message}";
        }

        Console.WriteLine($"STEP\t{step}\t{end}");
    }

    // The rows are those of the source: whoever pushes a record has written it there first.
    private Task<SyncRunResult> PushAsync(IReadOnlyCollection<string> keys, CancellationToken cancellationToken)
    {
        var pushed = $"{csv}.{Guid.NewGuid():N}";
        var lines = File.ReadAllLines(csv);
        File.WriteAllLines(pushed, [lines[0], .. lines.Skip(1).Where(line => keys.Contains(line.Split(',')[0]))]);
        return runner.PushAsync(sync, open(pushed), cancellationToken);
    }

    private async Task<string> ForgetAsync(string key, CancellationToken cancellationToken)
    {
        await runner.ForgetAsync(sync, [key], cancellationToken);
        return "Completed";
    }

    private async Task<string> RecallAsync(string key, CancellationToken cancellationToken)
    {
        await runner.RecallAsync(sync, [key], cancellationToken);
        return "Completed";
    }

    private static string End(SyncRunResult run) => run.ErrorCode is null ? $"{run.Status}" : $"{run.Status}\t{run.ErrorCode}\t{run.ErrorMessage}";
}
