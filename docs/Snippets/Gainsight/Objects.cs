using Gainsight.Client;

namespace Snippets.Gainsight;

public static class Objects
{
    public static async Task DiscoverAsync(GainsightClient gainsight, CancellationToken cancellationToken)
    {
        #region discover
        foreach (var found in await gainsight.Metadata.ListObjectsAsync(cancellationToken))
            Console.WriteLine($"{found.Name}: {found.NotWritableReason ?? "can be written"}");

        var company = await gainsight.Metadata.DescribeAsync("company", cancellationToken);
        foreach (var field in company!.Fields.Where(field => field.IsUpdateable))
            Console.WriteLine($"{field.Name} ({field.Label}): {field.DataType} {string.Join(", ", field.PicklistItems.Where(item => item.IsActive).Select(item => item.Label))}");
        #endregion
    }

    public static async Task<GainsightWriteReport> CompaniesAsync(GainsightClient gainsight, CancellationToken cancellationToken)
    {
        #region companies
        var report = await gainsight.Companies.UpsertAsync(
            [
                new("Acme") { Arr = 120_000, Stage = "Launched", RenewalDate = new(2027, 3, 31), ["Plan__gc"] = "Gold" },
                new("Globex") { Employees = 40, ["Plan__gc"] = "Silver" },
            ],
            cancellationToken: cancellationToken);

        foreach (var result in report.Results)
            Console.WriteLine($"{result.Outcome} {result.Gsid} {result.Field} {result.Message}");
        #endregion
        return report;
    }

    public static async Task<GainsightWriteReport> RelationshipsAsync(GainsightClient gainsight, string companyId, CancellationToken cancellationToken)
    {
        #region relationships
        var types = await gainsight.QueryAsync("relationship_type", new(), cancellationToken).ToDictionaryAsync(
            type => type.GetText("Name")!, type => type.Gsid, cancellationToken: cancellationToken);

        var report = await gainsight.Relationships.UpsertAsync(
            [new("EMEA", companyId) { TypeId = types["Region"], Arr = 40_000 }], ["CompanyId", "Name"], cancellationToken);
        #endregion
        return report;
    }

    public static async Task<GainsightWriteReport> PeopleAsync(GainsightClient gainsight, CancellationToken cancellationToken)
    {
        #region people
        var report = await gainsight.People.UpsertAsync(
            [
                new("jane@acme.com")
                {
                    FirstName = "Jane",
                    LastName = "Smith",
                    Companies =
                    {
                        new() { CompanyName = "Acme", Role = "Champion", Relationships = { new() { RelationshipName = "EMEA", Role = "Sponsor" } } },
                        new() { CompanyName = "Globex", Title = "Member of the board" },
                    },
                },
            ],
            cancellationToken);
        #endregion
        return report;
    }

    public static async Task<GainsightWriteReport> CustomAsync(GainsightClient gainsight, CancellationToken cancellationToken)
    {
        #region custom
        var report = await gainsight.Object("Asset__gc").UpsertAsync(
            [new() { ["Serial__gc"] = "A-1", ["Kind__gc"] = "Van", ["Sold__gc"] = true }], ["Serial__gc"], cancellationToken);
        #endregion
        return report;
    }

    public static async Task<bool> DeleteAsync(GainsightClient gainsight, CancellationToken cancellationToken)
    {
        #region delete
        var globex = await gainsight.Companies.QueryAsync(new() { Where = new("Name", GainsightOperator.Equal, "Globex") }, cancellationToken)
            .SingleAsync(cancellationToken);
        var existed = await gainsight.Companies.DeleteAsync(globex.Gsid!, cancellationToken);
        #endregion
        return existed;
    }
}
