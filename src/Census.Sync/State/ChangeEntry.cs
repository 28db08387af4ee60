namespace Census.Sync.State;

/// <summary>A record of the change set, beside its values.</summary>
/// <param name="Ordinal">Its number in the change set.</param>
/// <param name="Key">The hash of its key.</param>
/// <param name="Fingerprint">The hash of its values.</param>
/// <param name="Knowledge">What was known of it when it was planned.</param>
/// <param name="WasRejected">Whether the destination refused it before, so that it is sent apart from the others.</param>
/// <param name="IsGone">Whether the record left the source of a mirror, so that it is to be deleted.</param>
/// <param name="DestinationId">The destination's own id of a record that is gone, if it ever told it.</param>
internal readonly record struct ChangeEntry(
    long Ordinal, UInt128 Key, UInt128 Fingerprint, RecordKnowledge Knowledge, bool WasRejected, bool IsGone = false, string? DestinationId = null);
