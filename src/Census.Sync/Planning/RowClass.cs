namespace Census.Sync.Planning;

/// <summary>What the first row of a key was taken for.</summary>
internal enum RowClass : byte
{
    New,
    Changed,
    Unchanged,
    Retried,
    ChangedAfterDelivery,
    Invalid,
    InDoubt,
    Waiting,
}
