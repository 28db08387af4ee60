namespace Census.Sync;

/// <summary>An operation that an object supports.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Repeat">How it may be repeated when its answer was lost.</param>
public sealed record DestinationOperation(SyncOperation Operation, RepeatRule Repeat = RepeatRule.Safe);
