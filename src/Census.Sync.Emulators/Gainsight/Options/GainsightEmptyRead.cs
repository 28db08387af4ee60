namespace Census.Sync.Emulators;

/// <summary>How a query that finds nothing is answered. All three forms are found in the vendor's pages.</summary>
public enum GainsightEmptyRead
{
    /// <summary><c>result: true</c> with an empty list; the default.</summary>
    NoRecords,

    /// <summary>HTTP 200, <c>result: false</c>, <c>GSOBJ_1XXX</c>, "No data found for given criteria".</summary>
    NoDataFound,

    /// <summary>HTTP 400, <c>GSOBJ_1011</c>, "No entity matches the given criteria".</summary>
    NoEntityMatches,
}
