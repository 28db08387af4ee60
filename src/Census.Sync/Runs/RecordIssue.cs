namespace Census.Sync;

/// <summary>A record that was not delivered, and why.</summary>
/// <param name="Kind">What is the matter.</param>
/// <param name="Key">The key, or where the record stands in the source if it has none.</param>
/// <param name="Problem">Why.</param>
/// <param name="Tries">How often it was sent, over all runs.</param>
public sealed record RecordIssue(RecordIssueKind Kind, string Key, RecordProblem Problem, int Tries = 0)
{
    /// <summary>Returns what is the matter, never the key.</summary>
    public override string ToString() => $"{Kind}: {Problem.Code}";
}
