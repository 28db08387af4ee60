using Census.Sync;
using Census.Sync.Sources;
using Quickstart.Vendors;

namespace Quickstart.OwnData;

/// <summary>The user's own CSV file into Gainsight Company and Enterpret Account.</summary>
internal static class OwnCompanies
{
    // Enterpret wants to know since when an account exists; a file of companies seldom says, and the day must be the same on each run.
    private static readonly DateTimeOffset s_accountsExistSince = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task RunAsync(SyncSession session, VendorConnections vendors, QuickstartSettings settings, CancellationToken cancellationToken)
    {
        var source = new CsvSource(settings.Companies!);
        var key = settings.Key!;
        var map = settings.Map is null ? null : FieldMap.Read(settings.Map);
        var columns = await ReadColumnsAsync(source, key, cancellationToken);

        var gainsight = new SyncBuilder("gainsight-companies").From(source)
            .To(vendors.Gainsight, "Company", SyncBehavior.UpdateOrCreate).Key(key, "Name");
        var enterpret = new SyncBuilder("enterpret-accounts").From(source)
            .To(vendors.Enterpret, "Account", SyncBehavior.UpdateOrCreate).Key(key, "Id").MapConstant("Created At", s_accountsExistSince);
        if (map is null)
        {
            var custom = FieldMap.CustomFields(columns.Where(column => column != key));
            await vendors.DeclareCompanyFieldsAsync([.. custom.Select(field => new CustomField(field.Field, "STRING", 4_000))], cancellationToken);
            foreach (var (column, field) in custom)
            {
                gainsight.Map(column, field);
                enterpret.Map(column, column is "Id" or "Created At" ? $"source_{column}" : column);
            }
        }
        else
        {
            foreach (var (column, field) in map)
            {
                // The key names the company already.
                if (column == key && field == "Name")
                    continue;
                gainsight.Map(column, field);
                enterpret.Map(column, field);
            }
        }

        await session.RunAsync($"{Path.GetFileName(settings.Companies)} into Gainsight and Enterpret", [gainsight.Build(), enterpret.Build()], cancellationToken);
    }

    private static async Task<IReadOnlyList<string>> ReadColumnsAsync(CsvSource source, string key, CancellationToken cancellationToken)
    {
        try
        {
            var schema = await source.GetSchemaAsync(new(), cancellationToken);
            return schema.IndexOf(key) >= 0
                ? [.. schema.Select(field => field.Name)]
                : throw new QuickstartException($"The file has no key column '{key}'. Its columns are: {schema}.");
        }
        catch (SyncSourceException e)
        {
            throw new QuickstartException(e.Message);
        }
    }
}
