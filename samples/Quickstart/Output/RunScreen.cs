using Census.Sync;
using Spectre.Console;

namespace Quickstart.Output;

/// <summary>A progress bar a sync.</summary>
public static class RunScreen
{
    public static async Task<List<CountedRun>> ShowAsync(
        string title, IReadOnlyList<SyncDefinition> syncs, Func<SyncDefinition, IProgress<SyncProgress>, Task<CountedRun>> run)
    {
        AnsiConsole.WriteLine();
        AnsiConsole.Write(new Rule(Markup.Escape(title)) { Justification = Justify.Left });
        var runs = new List<CountedRun>();
        await AnsiConsole.Progress()
            .HideCompleted(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async screen =>
            {
                var bars = syncs.Select(sync => screen.AddTask(Markup.Escape(sync.Name), autoStart: false)).ToList();
                for (var i = 0; i < bars.Count; i++)
                {
                    bars[i].StartTask();
                    runs.Add(await run(syncs[i], new Bar(bars[i], syncs[i].Name)));
                    bars[i].Value = bars[i].MaxValue;
                    bars[i].StopTask();
                }
            });
        return runs;
    }

    // Reports come on the thread that works: the bar shows what was, not what a queue will deliver later.
    private sealed class Bar(ProgressTask task, string name) : IProgress<SyncProgress>
    {
        public void Report(SyncProgress value)
        {
            var text = value.Phase == SyncPhase.Plan ? $"{name}: {value.SourceRecords} read" : $"{name}: {value.Settled} of {value.ToSend} sent";
            task.Description = Markup.Escape(text);
            task.IsIndeterminate = value.Phase == SyncPhase.Plan;
            task.MaxValue = Math.Max(1, value.ToSend);
            task.Value = value.Phase == SyncPhase.Done && value.ToSend == 0 ? 1 : value.Settled;
        }
    }
}
