using Census.Sync;
using Census.Sync.Sources;
using Quickstart.Vendors;

namespace Quickstart.Demo;

/// <summary>The four syncs of the story.</summary>
internal static class DemoSyncs
{
    public static IReadOnlyList<SyncDefinition> Create(Warehouse warehouse, VendorConnections vendors)
    {
        var source = new DbSource(warehouse.DataSource);
        return
        [
            new SyncBuilder("gainsight-companies")
                .From(source, Model.Table("companies"))
                .To(vendors.Gainsight, "Company", SyncBehavior.UpdateOrCreate).Key("company_name", "Name")
                .Map("industry", "Industry").Map("employees", "Employees").Map("arr", "Arr").Map("stage", "Stage")
                .Map("signed_on", "OriginalContractDate").Map("renews_on", "RenewalDate").Map("plan", "Plan__gc")
                .Build(),
            new SyncBuilder("gainsight-contacts")
                .From(source, Model.Table("contacts"))
                .To(vendors.Gainsight, "Person", SyncBehavior.UpdateOrCreate).Key("email", "Email")
                .Map("first_name", "FirstName").Map("last_name", "LastName").Map("location", "Location").Map("linkedin_url", "LinkedinUrl")
                .MapComputed("Name", contact => $"{contact["first_name"].ToText()} {contact["last_name"].ToText()}")
                .Build(),
            new SyncBuilder("enterpret-accounts")
                .From(source, Model.Sql("select * from companies where company_name is not null"))
                .To(vendors.Enterpret, "Account", SyncBehavior.UpdateOrCreate).Key("company_id", "Id")
                .Map("signed_on", "Created At").Map("company_name", "name").Map("industry", "industry").Map("plan", "plan_type")
                .Map("arr", "arr", FieldType.Decimal)
                .Build(),
            new SyncBuilder("enterpret-reviews")
                .From(source, Model.Table("reviews"))
                .To(vendors.Enterpret, "Review Records", SyncBehavior.CreateOnly).Key("review_id", "Id")
                .Map("body", "Text").Map("created_at", "Created At").Map("rating", "rating", FieldType.Integer)
                .Map("app_version", "app_version").Map("company_id", "account_id")
                .Build(),
        ];
    }
}
