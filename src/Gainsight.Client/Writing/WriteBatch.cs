using System.Runtime.InteropServices;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>Records on their way, and what became of each so far. All begin as deferred: not attempted.</summary>
internal sealed class WriteBatch
{
    private bool _isChecked;

    public WriteBatch(ObjectRows rows, RecordResult[]? results = null)
    {
        Rows = rows;
        Results = results ?? new RecordResult[rows.Count];
        if (results is null)
            Array.Fill(Results, RecordResult.Deferred);
    }

    public ObjectRows Rows { get; }

    public RecordResult[] Results { get; }

    /// <summary>Gets or sets why no more calls are made.</summary>
    public Stop? Stop { get; set; }

    /// <summary>Gets or sets a value indicating whether record after record was refused for the same reason.</summary>
    public bool NearlyAllRejected { get; set; }

    public bool IsOver => Stop is not null || NearlyAllRejected;

    /// <summary>Gets a value indicating whether anything became of any record, so that the batch as a whole must not be called unsent.</summary>
    public bool HasResults => Results.Any(result => result.Outcome != RecordOutcome.Deferred);

    /// <summary>Rejects what cannot be sent, the first time, and returns the others that nothing became of yet.</summary>
    public List<int> TakeSound()
    {
        var sound = new List<int>(Rows.Count);
        for (var row = 0; row < Rows.Count; row++)
        {
            if (Results[row].Outcome != RecordOutcome.Deferred)
                continue;
            if (!_isChecked && Rows.FindProblem(row) is { } problem)
                Results[row] = RecordResult.Rejected(problem);
            else
                sound.Add(row);
        }

        _isChecked = true;
        return sound;
    }

    /// <summary>Rejects all records that share their key with another one of the batch: which of them should win is not known.</summary>
    public void RejectDuplicates()
    {
        if (Rows.Layout.KeyIndexes.Count == 0)
            return;
        var firstOf = new Dictionary<string, int>(Rows.Count, StringComparer.Ordinal);
        foreach (var row in TakeSound())
        {
            ref var first = ref CollectionsMarshal.GetValueRefOrAddDefault(firstOf, Rows.KeyOf(row), out var isKnown);
            if (!isKnown)
                first = row;
            else
                Results[first] = Results[row] = RecordResult.Rejected(RecordProblems.DuplicateKey);
        }
    }

    /// <summary>Leaves what was not attempted for later: it would be refused for the reason that all others were.</summary>
    public void GiveUp()
    {
        for (var row = 0; row < Results.Length; row++)
        {
            if (Results[row].Outcome == RecordOutcome.Deferred)
                Results[row] = RecordResult.Retryable(RecordProblems.NearlyAllRejected);
        }
    }

    public void Set(ReadOnlySpan<int> rows, RecordResult result)
    {
        foreach (var row in rows)
            Results[row] = result;
    }
}
