using Census.Sync;

namespace Enterpret.Client;

/// <summary>The codes that this library gives to problems of a record, beyond those of <see cref="SyncErrorCodes"/>.</summary>
public static class EnterpretProblemCodes
{
    /// <summary>The record does not fit into a request, even alone.</summary>
    public const string RecordTooLarge = "record_too_large";
}
