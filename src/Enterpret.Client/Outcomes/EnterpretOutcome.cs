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
}
