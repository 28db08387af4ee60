using Census.Sync;

namespace Gainsight.Client;

/// <summary>What a sync can do with each object.</summary>
internal static class SyncedObjects
{
    private static readonly DestinationOperation Upsert = new(SyncOperation.Upsert, RepeatRule.AfterFind);
    private static readonly DestinationOperation Update = new(SyncOperation.Update, RepeatRule.Safe);
    private static readonly DestinationOperation Insert = new(SyncOperation.Insert, RepeatRule.AfterFind);
    private static readonly DestinationOperation Delete = new(SyncOperation.Delete, RepeatRule.Safe);
    private static readonly string[] Standard =
    [
        GainsightObjects.CompanyName, GainsightObjects.PersonName, GainsightObjects.CompanyPersonName,
        GainsightObjects.RelationshipName, GainsightObjects.RelationshipPersonName,
    ];

    /// <summary>Tells whether records of the object are written with the people API, one person a call.</summary>
    public static bool IsPeople(string objectName) =>
        objectName is GainsightObjects.PersonName or GainsightObjects.CompanyPersonName or GainsightObjects.RelationshipPersonName;

    public static bool IsCustom(string objectName) => objectName.EndsWith(GainsightObjects.CustomSuffix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the name that syncs use: the vendor's list has lower case where its pages have not. Null if the object is none that can be synced.</summary>
    public static string? NameOf(string objectName) =>
        IsCustom(objectName) ? objectName : Standard.FirstOrDefault(name => name.Equals(objectName, StringComparison.OrdinalIgnoreCase));

    public static DestinationObject Describe(ObjectEntry entry, bool requireTransactional)
    {
        var name = NameOf(entry.Name!);
        var reason = name is null ? ReasonAgainst(entry) : IsCustom(name) ? ReasonAgainstCustom(entry, requireTransactional) : null;
        return new(name ?? entry.Name!)
        {
            Label = entry.Label ?? entry.Name!,
            Operations = reason is null ? OperationsOf(name!) : [],

            // A person is written with all of its companies in one call.
            GroupBy = name is not null && IsPeople(name) ? PeopleLayout.EmailField : null,
            NotWritableReason = reason,
        };
    }

    private static DestinationOperation[] OperationsOf(string name) => name switch
    {
        _ when IsPeople(name) => [new(SyncOperation.Upsert, RepeatRule.Safe)],
        GainsightObjects.RelationshipName => [Upsert, Update, Delete],
        _ => [Upsert, Update, Insert, Delete],
    };

    private static string ReasonAgainst(ObjectEntry entry) => entry.Type == "SYSTEM"
        ? "it belongs to the system."
        : "Gainsight's API writes companies, relationships, persons and custom objects, but not this standard object.";

    // https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Custom_Object_API/Gainsight_Custom_Object_API_Documentation
    private static string? ReasonAgainstCustom(ObjectEntry entry, bool requireTransactional) =>
        requireTransactional && !entry.IsTransactional ? "it is of high volume, and Gainsight's API writes only objects of low volume."
        : !entry.IsCreateable ? "its data is not editable; Administration > Data Management shows and changes that."
        : null;
}
