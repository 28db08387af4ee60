namespace Census.Sync.Emulators.Gainsight;

/// <summary>The objects every tenant has, with the fields that public clients and schema snapshots show.</summary>
internal static class DefaultSchema
{
    public const string PeopleJobs = "emulator_people_job";
    public const string DeleteLog = "record_delete_log";

    public static IEnumerable<ObjectSchema> Objects()
    {
        ObjectSchema company = new("company", "STANDARD", "1P02", CompanyFields()) { Label = "Company", IsWritable = true, IsLowVolume = true };
        // The metadata calls a company's name optional; no company without one can be made.
        company["Name"].MustHave = true;
        yield return company;

        ObjectSchema relationship = new("relationship", "STANDARD", "1P05", RelationshipFields()) { Label = "Relationship", IsWritable = true, IsLowVolume = true };
        relationship["Name"].MustHave = relationship["CompanyId"].MustHave = relationship["TypeId"].MustHave = true;
        yield return relationship;

        yield return new("relationship_type", "STANDARD", "1P06", [new("Name", "STRING"), new("Description", "STRING")]) { Label = "Relationship Type" };
        yield return new("person", "STANDARD", "1C00", PersonFields()) { Label = "Person", IdField = "Email" };
        yield return new("company_person", "STANDARD", "1C01", CompanyPersonFields()) { Label = "Company Person", IdField = "Gsid" };
        yield return new("relationship_person", "STANDARD", "1C03", RelationshipPersonFields()) { Label = "Relationship Person", IdField = "Gsid" };
        yield return new("gsuser", "STANDARD", "1P01", UserFields()) { Label = "User", IdField = "Email" };
        yield return new(DeleteLog, "SYSTEM", "1S00", [new("RecordId", "STRING"), new("DeletedOn", "DATETIME"), new("ObjectName", "STRING")], hasSystemFields: false)
        {
            Label = "Record Delete Log",
        };
        yield return new(PeopleJobs, "SYSTEM", "1S01", [new("Submitted", "DATETIME"), new("Body", "RICHTEXTAREA"), new("Result", "RICHTEXTAREA")]) { IsListed = false };
    }

    private static GainsightEmulatorField[] CompanyFields() =>
    [
        new("Name", "STRING"),
        new("CompanyType", "PICKLIST") { Options = ["Customer", "Former Customer", "Prospect"] },
        new("ParentCompany", "LOOKUP") { LookupObject = "company" },
        new("Industry", "STRING"),
        new("CurrencyIsoCode", "STRING"),
        new("TickerSymbol", "STRING"),
        new("BillingAddress", "STRING"),
        new("Employees", "NUMBER"),
        new("Users", "NUMBER"),
        new("CustomerLifetimeInMonths", "NUMBER"),
        new("LifecycleInWeeks", "NUMBER"),
        new("SfdcAccountId", "SFDCID"),
        new("Tags", "MULTISELECTDROPDOWNLIST") { Options = ["Reference", "Beta", "At Risk"] },
        new("Csm", "LOOKUP") { LookupObject = "gsuser" },
        new("ManagedAs", "PICKLIST") { Options = ["Company", "Relationship"] },
        new("Arr", "CURRENCY") { DecimalPlaces = 2 },
        new("Mrr", "CURRENCY") { DecimalPlaces = 2 },
        Stage(),
        Status(),
        new("OriginalContractDate", "DATE"),
        new("RenewalDate", "DATE"),
        new("Summary", "RICHTEXTAREA"),
        new("ScorecardId", "GSID") { ReadOnly = true },
        new("CurrentScore", "GSID") { ReadOnly = true },
        new("PreviousScore", "GSID") { ReadOnly = true },
        new("Trend", "STRING") { ReadOnly = true },
        new("Nps", "NUMBER") { ReadOnly = true },
        new("Csat", "NUMBER") { ReadOnly = true },
    ];

    private static GainsightEmulatorField[] RelationshipFields() =>
    [
        new("Name", "STRING"),
        new("CompanyId", "LOOKUP") { LookupObject = "company" },
        new("TypeId", "LOOKUP") { LookupObject = "relationship_type" },
        new("Csm", "LOOKUP") { LookupObject = "gsuser" },
        new("ManagedAs", "PICKLIST") { Options = ["Company", "Relationship"] },
        new("Arr", "CURRENCY") { DecimalPlaces = 2 },
        new("Mrr", "CURRENCY") { DecimalPlaces = 2 },
        Stage(),
        Status(),
        new("OriginalContractDate", "DATE"),
        new("RenewalDate", "DATE"),
        new("Summary", "RICHTEXTAREA"),
    ];

    private static GainsightEmulatorField Stage() =>
        new("Stage", "PICKLIST") { Label = "Customer Stage", Options = ["New Customer", "Kicked Off", "Launched", "Adopting", "Will Churn", "Churn"] };

    private static GainsightEmulatorField Status() =>
        new("Status", "PICKLIST") { Label = "Customer Status", Options = ["Active", "Inactive", "Churn"] };

    private static GainsightEmulatorField[] PersonFields() =>
    [
        new("Email", "EMAIL") { Nillable = false },
        new("Name", "STRING"),
        new("FirstName", "STRING"),
        new("MiddleName", "STRING"),
        new("LastName", "STRING"),
        new("LinkedinUrl", "URL"),
        new("Location", "STRING"),
        new("Timezone", "STRING"),
        new("Comments", "STRING"),
        new("EmailOptOut", "BOOLEAN"),
        new("MasterAvatarTypeCode", "NUMBER"),
        new("MasterRecordID", "STRING"),
        new("DynamicResolutionKey", "STRING"),
        new("ExternalRecordID", "STRING"),
    ];

    private static GainsightEmulatorField[] CompanyPersonFields() =>
    [
        new("Person_ID", "LOOKUP") { LookupObject = "person", ReadOnly = true },
        new("Company_ID", "LOOKUP") { LookupObject = "company" },
        new("Title", "STRING"),
        new("Role", "STRING"),
        new("IsPrimaryCompany", "BOOLEAN"),
        new("Manager", "LOOKUP") { LookupObject = "company_person" },
        new("Active", "BOOLEAN"),
    ];

    private static GainsightEmulatorField[] RelationshipPersonFields() =>
    [
        new("Person_ID", "LOOKUP") { LookupObject = "person", ReadOnly = true },
        new("Company_Person_ID", "LOOKUP") { LookupObject = "company_person", ReadOnly = true },
        new("Company_ID", "LOOKUP") { LookupObject = "company", ReadOnly = true },
        new("Relationship_ID", "LOOKUP") { LookupObject = "relationship" },
        new("Relationship_Type_ID", "LOOKUP") { LookupObject = "relationship_type", ReadOnly = true },
        new("Role", "STRING"),
        new("Active", "BOOLEAN"),
    ];

    private static GainsightEmulatorField[] UserFields() =>
    [
        new("Name", "STRING"),
        new("Email", "EMAIL"),
        new("FirstName", "STRING"),
        new("LastName", "STRING"),
        new("SfdcUserId", "STRING"),
        new("SFDCUserName", "STRING"),
        new("IsActiveUser", "BOOLEAN"),
    ];
}
