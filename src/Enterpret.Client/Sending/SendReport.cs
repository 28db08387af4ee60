using Census.Sync;
using Census.Sync.Http;

namespace Enterpret.Client;

/// <summary>What became of the records of a body.</summary>
/// <param name="Split">What became of each.</param>
/// <param name="Stop">What kept the others from being sent, if anything did.</param>
/// <param name="Errors">Null if there were none. Of each record, the last answer that was not a success of a request it was in, as an exception.</param>
internal sealed record SendReport(BatchSplit Split, SendStop? Stop, EnterpretException?[]? Errors)
{
    private static readonly RecordProblem NearlyAllRejected = new(
        SyncErrorCodes.NearlyAllRejected, "It was not sent any more: record after record before it was refused for the same reason.");

    /// <summary>Gets a value indicating whether Enterpret took or refused a record: then the call has results that must not be lost.</summary>
    public bool HasVerdicts => Enumerable.Range(0, Split.Count).Any(i => Split.FateOf(i) is BatchFate.Accepted or BatchFate.Rejected);

    /// <summary>Gets why what was not sent should not be sent now either; null if all was sent.</summary>
    public RecordProblem? NotSentBecause => Stop is not null ? Stopped(Stop) : Split.NearlyAllRejected ? NearlyAllRejected : null;

    /// <summary>Returns what became of a record, in words all callers share.</summary>
    /// <param name="index">Its position in the body.</param>
    public EnterpretOutcome OutcomeOf(int index) => Split.FateOf(index) switch
    {
        BatchFate.Accepted => new(EnterpretOutcomeStatus.Delivered),
        BatchFate.Rejected => new(EnterpretOutcomeStatus.Rejected, Split.ReasonOf(index)) { ReferenceId = ReferenceOf(index) },
        BatchFate.Halted when Stop!.MayHaveArrived => new(EnterpretOutcomeStatus.Unknown, Stopped(Stop)) { ReferenceId = ReferenceOf(index) },
        _ => new(EnterpretOutcomeStatus.NotSent, NotSentBecause),
    };

    /// <summary>Returns the error of a record that was not delivered.</summary>
    /// <param name="index">Its position in the body.</param>
    public EnterpretException ErrorOf(int index) => Errors?[index] ?? Stop?.Exception ?? Errors!.First(error => error is not null)!;

    private string? ReferenceOf(int index) => (Errors?[index] as EnterpretApiException)?.ReferenceId;

    private static RecordProblem Stopped(SendStop stop) => new(stop.Code, stop.Exception.Message);
}
