using Census.Sync;

namespace Gainsight.Client;

/// <summary>What a sync can do with each object.</summary>
internal static class SyncedObjects
{
    private static readonly DestinationOperation Upsert = new(SyncOperation.Upsert, RepeatRule.AfterFind);
    private static readonly DestinationOperation Update = new(SyncOperation.Update, RepeatRule.Safe);
    private static readonly DestinationOperation Insert = new(SyncOperation.Insert, RepeatRule.AfterFind);
    private static readonly DestinationOperation Append = new(SyncOperation.Append, RepeatRule.AfterFind);
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

    public static DestinationObject Describe(GainsightObjectSummary found, bool requireTransactional)
    {
        var name = NameOf(found.Name) ?? found.Name;
        var reason = IsCustom(name) && found.IsLowVolume == false && !requireTransactional ? null : found.NotWritableReason;
        return new(name)
        {
            Label = found.Label,
            Operations = reason is null ? OperationsOf(name) : [],
            NotWritableReason = reason,

            // One call carries a person with all associations.
            GroupBy = name is GainsightObjects.CompanyPersonName or GainsightObjects.RelationshipPersonName ? PeopleLayout.EmailField : null,
        };
    }

    private static DestinationOperation[] OperationsOf(string name) => name switch
    {
        _ when IsPeople(name) => [new(SyncOperation.Upsert, RepeatRule.Safe)],
        GainsightObjects.RelationshipName => [Upsert, Update, Delete],
        _ when IsCustom(name) => [Upsert, Update, Insert, Delete, Append],
        _ => [Upsert, Update, Insert, Delete],
    };
}
