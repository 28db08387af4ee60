namespace Census.Sync;

/// <summary>A record that was not delivered, and why.</summary>
/// <param name="Kind">What is the matter.</param>
/// <param name="Key">The key, or where the record stands in the source if it has none.</param>
/// <param name="Problem">Why.</param>
/// <param name="Tries">How often it was sent as it is, over all runs.</param>
public sealed record RecordIssue(RecordIssueKind Kind, string Key, RecordProblem Problem, int Tries = 0)
{
    /// <summary>Gets when the destination first refused the record, or the record was sent without an answer.</summary>
    /// <value>Null for a record that is not kept: one that is invalid, for example.</value>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Gets when the record was sent last.</summary>
    /// <value>Null for a record that is not kept.</value>
    public DateTimeOffset? LastTried { get; init; }

    /// <summary>Gets from when on a run sends the record again as it is.</summary>
    /// <value>Null for a record that is not sent again by itself, and for one that is not kept.</value>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Returns what is the matter, never the key.</summary>
    public override string ToString() => $"{Kind}: {Problem.Code}";
}
