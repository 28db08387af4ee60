namespace Census.Sync;

/// <summary>What would go on the wire for some records.</summary>
/// <param name="Operation">What would be done with them.</param>
/// <param name="Records">The number of records.</param>
/// <param name="Json">
/// One JSON value, as the destination renders it: bodies of calls, most often in an array. It holds keys and values of records: it is for the eyes of whoever asked for the run, not for a log.
/// </param>
public sealed record SyncPayload(SyncOperation Operation, int Records, string Json)
{
    /// <summary>Returns what would be done, never the values.</summary>
    public override string ToString() => $"{Operation} of {Records} records";
}
