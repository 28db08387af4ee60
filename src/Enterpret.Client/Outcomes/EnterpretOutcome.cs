using Census.Sync;

namespace Enterpret.Client;

/// <summary>What became of one record of a call. Its default is unknown: silence is never success.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Problem">
/// Why it was rejected or not sent; null if it was delivered. The code is Enterpret's own, or one of <see cref="SyncErrorCodes"/> and
/// <see cref="EnterpretProblemCodes"/>. The message holds no value of the record.
/// </param>
public readonly record struct EnterpretOutcome(EnterpretOutcomeStatus Status, RecordProblem? Problem = null)
{
    /// <summary>Gets a value indicating whether Enterpret accepted the record.</summary>
    public bool IsDelivered => Status == EnterpretOutcomeStatus.Delivered;

    /// <summary>Gets a value indicating whether the same record may be sent again with hope: nobody knows what became of it, or the call stopped before it.</summary>
    public bool IsRetriable => Status == EnterpretOutcomeStatus.Unknown || Status == EnterpretOutcomeStatus.NotSent && Problem?.Code != SyncErrorCodes.DuplicateKey;

    /// <summary>Gets what Enterpret's support asks for.</summary>
    /// <value>Null if Enterpret did not refuse it, or did not say.</value>
    public string? ReferenceId { get; init; }
}
