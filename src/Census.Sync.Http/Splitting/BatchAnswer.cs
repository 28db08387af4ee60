namespace Census.Sync.Http;

/// <summary>The answer to a part of a batch.</summary>
public readonly record struct BatchAnswer
{
    private BatchAnswer(BatchVerdict verdict, RecordProblem? reason, IReadOnlyList<KeyValuePair<int, RecordProblem>>? named) =>
        (Verdict, Reason, Named) = (verdict, reason, named ?? []);

    /// <summary>Gets the answer that all records were taken.</summary>
    public static BatchAnswer Accepted { get; } = new(BatchVerdict.Accepted, default, null);

    /// <summary>Gets the answer that the batch must go no further.</summary>
    public static BatchAnswer Halted { get; } = new(BatchVerdict.Halted, default, null);

    /// <summary>Gets what was said.</summary>
    public BatchVerdict Verdict { get; }

    /// <summary>Gets why, of a refusal.</summary>
    public RecordProblem? Reason { get; }

    /// <summary>Gets the records that are to blame, by their position in the whole batch, if the service named them.</summary>
    public IReadOnlyList<KeyValuePair<int, RecordProblem>> Named { get; }

    /// <summary>Describes a refusal.</summary>
    /// <param name="reason">Why; used for a record that is found to be the cause.</param>
    /// <param name="named">The records to blame, by their position in the whole batch; null or empty if the service does not say.</param>
    public static BatchAnswer Refused(RecordProblem reason, IReadOnlyList<KeyValuePair<int, RecordProblem>>? named = null) =>
        new(BatchVerdict.Refused, reason, named);

    /// <summary>Describes a part that was too large.</summary>
    /// <param name="reason">Why; used for a record that is too large alone.</param>
    public static BatchAnswer TooLarge(RecordProblem reason) => new(BatchVerdict.TooLarge, reason, null);
}
