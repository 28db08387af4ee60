using Census.Sync;
using Gainsight.Client;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets.Gainsight;

public static class Syncs
{
    public static void Add(CensusSyncBuilder sync)
    {
        #region company-sync
        sync.AddSync("companies", s => s.From("warehouse", Model.Table("companies"))
            .To(GainsightObjects.Company, SyncBehavior.UpdateOrCreate).Key("name", "Name")
            .Map("arr", "Arr").Map("stage", "Stage").Map("renews_on", "RenewalDate").Map("plan", "Plan__gc")
            .MapLookup("csm_email", "Csm", by: "Email"));
        #endregion

        #region relationship-sync
        sync.AddSync("relationships", s => s.From("warehouse", Model.Table("regions"))
            .To(GainsightObjects.Relationship, SyncBehavior.UpdateOrCreate).Key("company", "CompanyId", by: "Name").Key("region", "Name")
            .MapLookup("kind", "TypeId", by: "Name").Map("arr", "Arr").After("companies"));
        #endregion

        #region people-syncs
        sync.AddSync("persons", s => s.From("warehouse", Model.Table("contacts"))
            .To(GainsightObjects.Person, SyncBehavior.UpdateOrCreate).Key("email", "Email")
            .Map("first_name", "FirstName").Map("last_name", "LastName"));

        sync.AddSync("company-people", s => s.From("warehouse", Model.Table("contacts"))
            .To(GainsightObjects.CompanyPerson, SyncBehavior.UpdateOrCreate).Key("contact_id", GainsightObjects.SourceIdField)
            .Map("email", "Email").MapLookup("company", "Company_ID", by: "Name").Map("title", "Title")
            .Map("first_name", "Person_ID__gr.FirstName").After("companies"));

        sync.AddSync("relationship-people", s => s.From("warehouse", Model.Sql("select * from contacts where region is not null"))
            .To(GainsightObjects.RelationshipPerson, SyncBehavior.UpdateOrCreate).Key("contact_id", GainsightObjects.SourceIdField)
            .Map("email", "Email").MapLookup("company", "Company_ID", by: "Name").MapLookup("region", "Relationship_ID", by: "Name")
            .Map("role", "Role").After("relationships"));
        #endregion

        #region custom-sync
        sync.AddSync("assets", s => s.From("warehouse", Model.Table("assets"))
            .To(GainsightObjects.Custom("Asset__gc"), SyncBehavior.Mirror).Key("serial", "Serial__gc")
            .Map("kind", "Kind__gc").MapLookup("owner", "Owner__gc", by: "Name")
            .MapComputed("Marks__gc", row => row["marks"] is { HasValue: true } marks
                ? FieldValue.FromArray([.. marks.ToText().Split(',').Select(mark => (FieldValue)mark)])
                : FieldValue.Null));
        #endregion

        #region delete-sync
        sync.AddSync("closed", s => s.From("warehouse", Model.Sql("select name from closed_companies"))
            .To(GainsightObjects.Company, SyncBehavior.Delete).Key("name", "Name"));
        #endregion
    }

    public static async Task<SyncRunResult> RunAsync(CensusSync syncs, CancellationToken cancellationToken)
    {
        #region run
        var run = await syncs.RunAsync("companies", cancellationToken: cancellationToken);
        Console.WriteLine($"{run.Status}: {run.RecordsUpdated} accepted, {run.RecordsFailed} rejected, {run.SourceRecordInvalids} invalid");
        foreach (var issue in run.Issues)
            Console.WriteLine($"{issue.Kind} {issue.Key} {issue.Problem.Field} {issue.Problem.Code}: {issue.Problem.Message}");
        #endregion
        return run;
    }

    public static async Task<SyncEstimate?> EstimateAsync(CensusSync syncs, CancellationToken cancellationToken)
    {
        #region estimate
        var plan = await syncs.RunAsync("companies", new() { DryRun = true }, cancellationToken);
        Console.WriteLine($"{plan.SourceRecordUpdates} records, at most {plan.Estimate!.Calls} calls in {plan.Estimate.Duration}, {plan.Estimate.ShareOfDay:P0} of a day");
        #endregion
        return plan.Estimate;
    }

    public static void AddTenants(IServiceCollection services, IConfiguration configuration)
    {
        #region tenants
        services.AddGainsightClient("emea", configuration.GetSection("Gainsight:Emea"));    // Domain, AccessKey, QuotaShare
        services.AddGainsightClient("apac", configuration.GetSection("Gainsight:Apac"));
        services.AddCensusSync(sync => sync
            .AddSync("companies-emea", s => s.From("warehouse", Model.Sql("select * from companies where region = 'EMEA'"))
                .To(GainsightObjects.Company.In("emea"), SyncBehavior.UpdateOrCreate).Key("name", "Name").Map("arr", "Arr"))
            .AddSync("companies-apac", s => s.From("warehouse", Model.Sql("select * from companies where region = 'APAC'"))
                .To(GainsightObjects.Company.In("apac"), SyncBehavior.UpdateOrCreate).Key("name", "Name").Map("arr", "Arr")));
        #endregion
    }

    #region keyed
    public sealed class Renewals([FromKeyedServices("emea")] GainsightClient gainsight)
    {
        public Task<GainsightWriteReport> SetAsync(string company, DateOnly day, CancellationToken cancellationToken) =>
            gainsight.Companies.UpdateAsync([new(company) { RenewalDate = day }], ["Name"], cancellationToken);
    }
    #endregion
}
