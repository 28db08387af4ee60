using System.Data.Common;
using Census.Sync;
using Census.Sync.Emulators;
using Census.Sync.Sources;
using Enterpret.Client;
using Gainsight.Client;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Snippets;

internal static class Readme
{
    public static async Task HostAsync(string[] args)
    {
        #region host
        var builder = Host.CreateApplicationBuilder(args);
        builder.Services.AddGainsightClient(builder.Configuration.GetSection("Gainsight"));     // Domain, AccessKey, QuotaShare
        builder.Services.AddEnterpretClient("users", options => options.UsersApiKey = builder.Configuration["Enterpret:UsersKey"]);
        builder.Services.AddCensusSync(sync => sync
            .UseState(_ => new SqliteSyncStateStore("sync-state.db"))
            .AddSource("warehouse", _ => new DbSource(SqliteFactory.Instance.CreateDataSource("Data Source=warehouse.db")))  // or any DbDataSource
            .AddSync("companies", s => s.From("warehouse", Model.SqlFile("models/companies.sql"))                           // or Model.Table("companies")
                .To(GainsightObjects.Company, SyncBehavior.UpdateOrCreate).Key("COMPANY_NAME", "Name")
                .Map("ARR", "Arr").Map("RENEWS_ON", "RenewalDate").Map("PLAN", "Plan__gc")
                .MapLookup("CSM_EMAIL", "Csm", by: "Email")
                .HoldWhen(changedShare: 0.3)));
        using var host = builder.Build();

        var run = await host.Services.GetRequiredService<CensusSync>().RunAsync("companies");
        Console.WriteLine($"{run.Status}: {run.RecordsUpdated} accepted, {run.RecordsFailed} rejected, {run.SourceRecordUnchanged} unchanged");
        foreach (var issue in run.Issues)
            Console.WriteLine($"{issue.Kind} {issue.Key}: {issue.Problem.Message}");
        #endregion
    }

    public static async Task AllAsync(CensusSync syncs, CancellationToken cancellationToken)
    {
        #region all
        var plan = await syncs.PlanAsync("companies", cancellationToken);
        if (!plan.CanRun)
            Console.WriteLine(plan.ToMarkdown());   // every problem of the mappings at once, before a row is read

        foreach (var result in await syncs.RunAllAsync(cancellationToken: cancellationToken))
            Console.WriteLine($"{result.Sync}: {result.Status} {result.ErrorMessage}");
        #endregion
    }

    public static async Task SignUpAsync(EnterpretClient enterpret, string id, string email, DateTimeOffset createdAt, CancellationToken cancellationToken)
    {
        #region client
        await enterpret.Users.UpsertAsync(new EnterpretUser(id, createdAt) { ["Email"] = email, ["Location"] = ["NYC", "Seattle"] }, cancellationToken);
        #endregion
    }

    public static async Task TestAsync(DbDataSource warehouse)
    {
        #region emulator
        await using var emulator = await GainsightEmulator.StartAsync();
        using var http = new HttpClient(emulator.CreateHandler());
        var gainsight = new GainsightClient(
            new GainsightClientOptions { BaseAddress = emulator.BaseAddress, AccessKey = GainsightEmulator.DefaultAccessKey }, http);

        var companies = new SyncBuilder("companies")
            .From(new DbSource(warehouse), Model.Table("companies"))
            .To(new GainsightDestination(gainsight), "Company", SyncBehavior.UpdateOrCreate).Key("name", "Name").Map("arr", "Arr")
            .Build();
        await new SyncRunner(new InMemorySyncStateStore()).RunAsync(companies);

        Console.WriteLine($"{emulator.Records("Company").Count} companies in {emulator.WriteCalls} write calls");
        #endregion
    }
}
