using Census.Sync;
using Census.Sync.Sources;
using Microsoft.Extensions.DependencyInjection;

namespace Snippets.Mappings;

public static class Syncs
{
    public static SyncBuilder Common(SyncBuilder sync) =>
        #region common
        sync
            .Key("COMPANY_NAME", "Name")                                     // the sync key: one record of the source, one of the destination
            .Map("ARR", "Arr")                                               // a column
            .MapConstant("Source__gc", "warehouse")                          // the same value for every record
            .MapComputed("Label__gc", row => $"{row["CITY"].ToText()}, {row["COUNTRY"].ToText()}")
            .MapLookup("CSM_EMAIL", "Csm", by: "Email")                      // names a record of another object
            .MapPath("PROFILE", "address.city", "City__gc")                  // inside of JSON, of text that is JSON, or of a list
            .MapPath("PROFILE", "tags[0]", "FirstTag__gc")
            .MapHash("BILLING_EMAIL", "BillingHash__gc")                     // SHA-256, 64 hexadecimal digits
            .MapMetadata(SyncMetadata.RunId, "LoadedBy__gc");                // no reason to send a record
        #endregion

    public static SyncBuilder Options(SyncBuilder sync) =>
        #region options
        sync
            .Map(new("PHONE", "Phone__gc") { SyncNulls = false })                                    // a null leaves the field as it is
            .Map(new("OWNER", "Owner__gc") { SetIfEmpty = true })                                    // people maintain it, the sync only fills gaps
            .Map(new("LOADED_AT", "LoadedAt__gc") { CountsAsChange = false })                        // differs in every row on every run
            .Map(new(MappedValue.Column("PROFILE", "roles"), "roles") { Type = FieldType.String, IsArray = true });   // a type where the destination has none
        #endregion

    public static SyncBuilder Keys(SyncBuilder sync) =>
        #region keys
        sync
            .Key(MappedValue.Compound("-", MappedValue.Column("REGION"), MappedValue.Constant("crm"), MappedValue.Column("NUMBER")), "Id");
        #endregion

    public static SyncBuilder All(SyncBuilder sync) =>
        #region all-columns
        sync
            .Key("id", "Id")
            .MapHash("email", "email_hash")              // the e-mail itself is not mapped besides
            .MapAllColumns(FieldNaming.SnakeCase, "internal_note", "password");
        #endregion

    public static IServiceCollection Named(IServiceCollection services) =>
        #region named
        services.AddCensusSync(sync => sync
            .AddComputed("label", row => $"{row["CITY"].ToText()}, {row["COUNTRY"].ToText()}")
            .AddSync("companies", companies => companies
                .From("warehouse", Model.Table("companies"))
                .To(new DestinationObjectReference("gainsight", "Company"), SyncBehavior.UpdateOrCreate)
                .Key("COMPANY_NAME", "Name")
                .MapComputed("Label__gc", "label")));
        #endregion

    public static async Task<bool> CheckAsync(SyncRunner runner, SyncDefinition companies, CancellationToken cancellationToken)
    {
        #region plan
        var plan = await runner.PlanAsync(companies, cancellationToken);
        await File.WriteAllTextAsync("companies.md", plan.ToMarkdown(), cancellationToken);   // a table for the pull request
        return plan.CanRun;
        #endregion
    }
}
