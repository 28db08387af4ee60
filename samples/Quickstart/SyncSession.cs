using Census.Sync;
using Quickstart.Output;
using Quickstart.Vendors;

namespace Quickstart;

/// <summary>Runs syncs one after the other, with a progress bar each, and shows what came of them.</summary>
public sealed class SyncSession(SyncRunner runner, VendorConnections vendors, QuickstartSettings settings, RunReport report)
{
    public async Task<IReadOnlyList<SyncRunResult>> RunAsync(string title, IReadOnlyList<SyncDefinition> syncs, CancellationToken cancellationToken)
    {
        var runs = await RunScreen.ShowAsync(title, syncs, async (sync, progress) =>
        {
            var before = vendors.Calls;
            var result = await runner.RunAsync(
                sync, new() { DryRun = settings.DryRun, IgnoreGuards = settings.IgnoreGuards, Progress = progress }, cancellationToken);
            var run = new CountedRun(result, vendors.Calls - before);
            report.Add(run);
            return run;
        });
        RunTable.Write(runs);
        return runs.ConvertAll(run => run.Result);
    }
}
