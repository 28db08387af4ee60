namespace Census.Sync.Http;

/// <summary>What became of the records of a batch.</summary>
public sealed class BatchSplit
{
    private readonly RecordProblem?[] _reasons;
    private readonly BatchFate[] _fates;

    internal BatchSplit(int count)
    {
        _reasons = new RecordProblem?[count];
        _fates = new BatchFate[count];
    }

    /// <summary>Gets the number of records.</summary>
    public int Count => _fates.Length;

    /// <summary>Gets the number of times a part was sent.</summary>
    public int Calls { get; internal set; }

    /// <summary>Gets a value indicating whether it was given up because record after record was refused for the same reason.</summary>
    public bool NearlyAllRejected { get; internal set; }

    /// <summary>Returns what became of a record.</summary>
    /// <param name="index">Its position.</param>
    public BatchFate FateOf(int index) => _fates[index];

    /// <summary>Returns why a record was rejected.</summary>
    /// <param name="index">Its position.</param>
    /// <returns>The reason; null if the record was not rejected.</returns>
    public RecordProblem? ReasonOf(int index) => _reasons[index];

    internal void Reject(int index, RecordProblem? reason) => (_fates[index], _reasons[index]) = (BatchFate.Rejected, reason);

    internal void Set(ReadOnlySpan<int> indexes, BatchFate fate)
    {
        foreach (var index in indexes)
            _fates[index] = fate;
    }
}
