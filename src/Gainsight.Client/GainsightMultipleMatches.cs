namespace Gainsight.Client;

/// <summary>What becomes of a record whose key several companies have. Gainsight does not keep names unique.</summary>
public enum GainsightMultipleMatches
{
    /// <summary>It is rejected with the code <c>ambiguous_key</c>: nobody can say which one is meant.</summary>
    Reject,

    /// <summary>It is sent, and Gainsight decides. Assumed, not documented by the vendor: all of them are updated.</summary>
    UpdateAll,
}
