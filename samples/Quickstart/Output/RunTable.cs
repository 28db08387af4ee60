using Census.Sync;
using Spectre.Console;

namespace Quickstart.Output;

/// <summary>What came of the runs: counts and calls, then what was not delivered, with reasons.</summary>
public static class RunTable
{
    private const int ShownCharacters = 80;
    private const int ShownIssues = 3;

    public static void Write(IReadOnlyList<CountedRun> runs)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("sync").NoWrap()).AddColumn(new TableColumn("status").NoWrap());
        foreach (var heading in new[] { "source", "unchanged", "invalid", "to send", "accepted", "rejected", "calls", "writes" })
            table.AddColumn(new TableColumn(heading).RightAligned());
        foreach (var (result, calls) in runs)
        {
            table.AddRow(
                Markup.Escape(result.Sync), Status(result), $"{result.SourceRecordCount}", $"{result.SourceRecordUnchanged}", $"{result.SourceRecordInvalids}",
                $"{result.SourceRecordUpdates}", $"{result.RecordsUpdated}", $"{result.RecordsFailed}", $"{calls.All}", $"{calls.Writes}");
        }

        AnsiConsole.Write(table);
        foreach (var (result, _) in runs)
            WriteDetails(result);
    }

    private static string Status(SyncRunResult result) => result switch
    {
        { Status: SyncRunStatus.Completed, DryRun: true } => "[blue]planned[/]",
        { Status: SyncRunStatus.Completed } => "[green]completed[/]",
        { Status: SyncRunStatus.Skipped } => "[yellow]skipped[/]",
        { Status: SyncRunStatus.Held } => "[yellow]held[/]",
        _ => "[red]failed[/]",
    };

    private static string Short(string key) => key.Length > ShownCharacters ? string.Concat(key.AsSpan(0, ShownCharacters), "\u2026") : key;

    private static void WriteDetails(SyncRunResult result)
    {
        if (result.ErrorMessage is not null)
            AnsiConsole.MarkupLineInterpolated($"[red]{result.Sync} ({result.ErrorCode}):[/] {result.ErrorMessage}");
        if (result.Backlog > 0)
            AnsiConsole.MarkupLineInterpolated($"[yellow]{result.Sync}:[/] {result.Backlog} records wait for the next run.");
        if (result.Estimate is { } estimate)
            AnsiConsole.MarkupLineInterpolated($"[blue]{result.Sync}:[/] would take about {estimate.Calls} calls, {estimate.Duration:g} within the quota. Nothing was sent.");
        foreach (var warning in result.Warnings)
            AnsiConsole.MarkupLineInterpolated($"[yellow]{result.Sync}:[/] {warning}");
        foreach (var group in result.Issues.GroupBy(issue => issue.Kind))
        {
            foreach (var issue in group.Take(ShownIssues))
            {
                var field = issue.Problem.Field is null ? "" : $", field {issue.Problem.Field}";
                AnsiConsole.MarkupLineInterpolated(
                    $"  {result.Sync}: [yellow]{issue.Kind.ToString().ToLowerInvariant()}[/] {Short(issue.Key)}: {issue.Problem.Message} ({issue.Problem.Code}{field})");
            }

            if (group.Count() > ShownIssues)
                AnsiConsole.MarkupLineInterpolated($"  {result.Sync}: and {group.Count() - ShownIssues} more {group.Key.ToString().ToLowerInvariant()}; --report FILE names them.");
        }
    }
}
