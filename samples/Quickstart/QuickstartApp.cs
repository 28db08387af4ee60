using System.Text.Json;
using Census.Sync;
using Quickstart.Demo;
using Quickstart.Output;
using Quickstart.OwnData;
using Quickstart.Vendors;
using Spectre.Console;

namespace Quickstart;

/// <summary>The story: connect, run, show, change something, run again.</summary>
public static class QuickstartApp
{
    public static async Task<int> RunAsync(QuickstartSettings settings, CancellationToken cancellationToken)
    {
        if (!AnsiConsole.Profile.Out.IsTerminal)
        {
            // A file or a pipe has neither colours nor a width: take one that the table fits into.
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Capabilities.ColorSystem = ColorSystem.NoColors;
            AnsiConsole.Profile.Width = 132;
        }

        var report = new RunReport(settings.Report);
        try
        {
            report.CheckWritable();
            var folder = settings.State is null ? Directory.CreateTempSubdirectory("quickstart-").FullName : null;
            var statePath = settings.State ?? Path.Combine(folder!, "sync-state.db");

            await using var vendors = await VendorConnections.OpenAsync(settings, cancellationToken);
            vendors.Describe();
            await using var state = new SqliteSyncStateStore(statePath);
            var session = new SyncSession(new SyncRunner(state), vendors, settings, report);

            if (settings.Companies is not null)
                await OwnCompanies.RunAsync(session, vendors, settings, cancellationToken);
            else
                await DemoStory.RunAsync(session, vendors, settings, folder ?? Path.GetDirectoryName(statePath)!, cancellationToken);

            AnsiConsole.MarkupLineInterpolated($"State file: [blue]{statePath}[/]");
            if (settings.State is null)
                AnsiConsole.MarkupLine("[grey]Use --state FILE to keep it between calls.[/]");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            AnsiConsole.MarkupLine("[yellow]Stopped. The next run begins with what was in flight.[/]");
            return 130;
        }
        catch (Exception e) when (e is QuickstartException or IOException or UnauthorizedAccessException or JsonException or SyncConfigurationException or SyncStateException)
        {
            // What a user can mend: one line, no stack.
            AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 1;
        }
        finally
        {
            report.Write();
        }

        return report.AllCompleted ? 0 : 1;
    }
}
