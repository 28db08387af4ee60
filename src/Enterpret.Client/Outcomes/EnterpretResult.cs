namespace Enterpret.Client;

/// <summary>What became of the records of a call.</summary>
public sealed class EnterpretResult
{
    /// <summary>Initializes a result.</summary>
    /// <param name="outcomes">One outcome a record, in the order of the records.</param>
    /// <param name="error">What stopped the call before its end, if anything did.</param>
    public EnterpretResult(IReadOnlyList<EnterpretOutcome> outcomes, EnterpretException? error = null)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        Outcomes = outcomes;
        Error = error;
    }

    /// <summary>Gets one outcome a record, in the order in which the records were given.</summary>
    public IReadOnlyList<EnterpretOutcome> Outcomes { get; }

    /// <summary>Gets what stopped the call when some of its records were delivered or rejected already.</summary>
    /// <value>Null if all that could be sent was sent.</value>
    public EnterpretException? Error { get; }

    /// <summary>Gets a value indicating whether Enterpret accepted all records.</summary>
    public bool AllDelivered => Outcomes.All(outcome => outcome.IsDelivered);

    /// <summary>Counts the records of an outcome.</summary>
    /// <param name="status">The outcome.</param>
    public int Count(EnterpretOutcomeStatus status) => Outcomes.Count(outcome => outcome.Status == status);

    /// <summary>Returns the counts.</summary>
    public override string ToString() =>
        $"{Count(EnterpretOutcomeStatus.Delivered)} delivered, {Count(EnterpretOutcomeStatus.Rejected)} rejected, "
        + $"{Count(EnterpretOutcomeStatus.NotSent)} not sent, {Count(EnterpretOutcomeStatus.Unknown)} unknown";
}
