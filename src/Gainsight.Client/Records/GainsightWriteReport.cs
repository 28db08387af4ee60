namespace Gainsight.Client;

/// <summary>What became of records that were written together.</summary>
public sealed class GainsightWriteReport
{
    /// <summary>Initializes a report.</summary>
    /// <param name="results">One result a record, in the order of the records.</param>
    /// <param name="failure">What stopped the work before its end, if anything did.</param>
    public GainsightWriteReport(IReadOnlyList<GainsightWriteResult> results, GainsightException? failure = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        Results = results;
        Failure = failure;
    }

    /// <summary>Gets one result a record, in the order of the records.</summary>
    public IReadOnlyList<GainsightWriteResult> Results { get; }

    /// <summary>Gets what stopped the work before its end: a refused key, an exhausted quota, a lost connection.</summary>
    /// <value>Null if all records were dealt with, well or badly.</value>
    public GainsightException? Failure { get; }

    /// <summary>Gets a value indicating whether Gainsight took all records.</summary>
    public bool AllSucceeded => Results.All(result => result.Succeeded);

    /// <summary>Returns the counts.</summary>
    public override string ToString() => $"{Results.Count(result => result.Succeeded)} of {Results.Count} records written";
}
