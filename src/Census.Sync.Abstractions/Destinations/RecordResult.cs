namespace Census.Sync;

/// <summary>What became of one record of a batch. Its default is <see cref="Unknown"/>: silence is never success.</summary>
public readonly record struct RecordResult
{
    private readonly object? _detail;

    private RecordResult(RecordOutcome outcome, RecordEffect effect = RecordEffect.NotSaid, string? destinationId = null, object? detail = null)
    {
        Outcome = outcome;
        Effect = effect;
        DestinationId = destinationId;
        _detail = detail;
    }

    /// <summary>Gets the result of a record that was sent and not acknowledged.</summary>
    public static RecordResult Unknown => default;

    /// <summary>Gets the result of a record that was not attempted and belongs in a following batch.</summary>
    public static RecordResult Deferred { get; } = new(RecordOutcome.Deferred);

    /// <summary>Gets what became of the record.</summary>
    public RecordOutcome Outcome { get; }

    /// <summary>Gets what a successful record changed.</summary>
    public RecordEffect Effect { get; }

    /// <summary>Gets the destination's own id of the record, if it told it.</summary>
    public string? DestinationId { get; }

    /// <summary>Gets why the record was skipped, rejected or has to be retried.</summary>
    public RecordProblem? Problem => _detail as RecordProblem;

    /// <summary>Gets what to ask with for a pending record.</summary>
    public RecordReceipt? Receipt => _detail as RecordReceipt;

    /// <summary>Describes a record that the destination acknowledged.</summary>
    /// <param name="effect">What it changed.</param>
    /// <param name="destinationId">The destination's own id, if it told it.</param>
    public static RecordResult Succeeded(RecordEffect effect = RecordEffect.NotSaid, string? destinationId = null) =>
        new(RecordOutcome.Succeeded, effect, destinationId);

    /// <summary>Describes a record that the operation did not apply to.</summary>
    /// <param name="problem">Why.</param>
    public static RecordResult Skipped(RecordProblem problem) => new(RecordOutcome.Skipped, detail: problem);

    /// <summary>Describes a record that the destination refused.</summary>
    /// <param name="problem">Why.</param>
    public static RecordResult Rejected(RecordProblem problem) => new(RecordOutcome.Rejected, detail: problem);

    /// <summary>Describes a record that was certainly not written and may be tried again.</summary>
    /// <param name="problem">What stood in the way.</param>
    public static RecordResult Retryable(RecordProblem problem) => new(RecordOutcome.Retryable, detail: problem);

    /// <summary>Describes a record whose outcome the destination tells later.</summary>
    /// <param name="receipt">What to ask with, and when.</param>
    public static RecordResult Pending(RecordReceipt receipt) => new(RecordOutcome.Pending, detail: receipt);
}
