using Quickstart.Vendors;
using Spectre.Console;

namespace Quickstart.Demo;

/// <summary>Two nights of a warehouse: everything is new; then a few rows changed.</summary>
internal static class DemoStory
{
    public static async Task RunAsync(
        SyncSession session, VendorConnections vendors, QuickstartSettings settings, string folder, CancellationToken cancellationToken)
    {
        await vendors.DeclareCompanyFieldsAsync([new("Plan__gc", "STRING", 100)], cancellationToken);
        await using var warehouse = await Warehouse.OpenAsync(Path.Combine(folder, "quickstart-warehouse.db"), cancellationToken);
        AnsiConsole.MarkupLineInterpolated($"Warehouse: [blue]{warehouse.Path}[/]");

        var syncs = DemoSyncs.Create(warehouse, vendors);
        await session.RunAsync("First night: everything is new", syncs, cancellationToken);
        if (settings.DryRun)
            return;

        AnsiConsole.WriteLine();
        AnsiConsole.MarkupLineInterpolated($"The day after: {warehouse.ChangeSomeRows()}.");
        await session.RunAsync("Second night: only what changed, and what was rejected before", syncs, cancellationToken);
    }
}
