namespace Census.Sync;

/// <summary>What was done to forget a record. In the state nothing of it is left but a mark that its row is to be passed over.</summary>
/// <param name="AtDestination">What became of it at the destination.</param>
/// <param name="Problem">Why the destination did not delete it; null if it did, or does not delete at all.</param>
public sealed record ForgetResult(ForgottenAtDestination AtDestination, RecordProblem? Problem = null)
{
    /// <summary>Returns what became of the record, never its key.</summary>
    public override string ToString() => Problem is null ? $"{AtDestination}" : $"{AtDestination}: {Problem.Code}";
}
