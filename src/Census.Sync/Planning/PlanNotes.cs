using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>What the steps of a plan note of the records for each other; gone with the plan.</summary>
internal sealed class PlanNotes(PlanContext context)
{
    /// <summary>What will be sent.</summary>
    public ChangeSetWriter Changes { get; } = new(context.Ledger, context.Options.DryRun, context.Grouping, context.Preview);

    /// <summary>What is the same for all records, to fill in the key of one.</summary>
    public FieldValue[] SameForAll { get; } = GoneRecords.Constants(context.Sync, context.Plan, context.Run);

    /// <summary>Whether the keys of all delivered records have still to be collected from the source.</summary>
    public bool KeepsEveryKey { get; } = context.NeedsKeys && !context.Ledger.KeepsKeys;

    /// <summary>What a first run takes as delivered; null for any other.</summary>
    public Adoption? Adoption { get; set; }

    /// <summary>What an earlier run sent without hearing an answer.</summary>
    public Dictionary<UInt128, InDoubtRecord> InDoubt { get; set; } = [];

    /// <summary>What else an earlier run left.</summary>
    public Leftover Leftover { get; set; } = new();

    /// <summary>What the first row of a key was taken for. A key of the pages is not here if it is simply changed or unchanged: the pages know.</summary>
    public Dictionary<UInt128, RowClass> Classes { get; } = [];

    /// <summary>The number of rows of the keys that came more than once.</summary>
    public Dictionary<UInt128, long> Duplicates { get; } = [];

    /// <summary>Records that are in the change set and must not be sent.</summary>
    public List<UInt128> Voided { get; } = [];

    /// <summary>Records that will be unknown.</summary>
    public List<UInt128> Forgotten { get; } = [];

    /// <summary>Records that were not delivered and whose rows came.</summary>
    public HashSet<UInt128> HeldSeen { get; } = [];

    /// <summary>Records of which this plan has something newer than what an earlier run left.</summary>
    public HashSet<UInt128> Superseding { get; } = [];

    /// <summary>Rows without a key, or that could not be read.</summary>
    public long RowsWithoutKey { get; set; }

    /// <summary>What is known of what will be sent of a record.</summary>
    /// <param name="key">The record.</param>
    /// <param name="known">What the state has of it.</param>
    public RecordKnowledge KnowledgeOf(UInt128 key, LocatedRecord known)
    {
        if (IsAfterDoubt(key) || known.IsFound && known.Fingerprint == SyncLedger.MayBeThere)
            return RecordKnowledge.InDoubt;

        // The destination has the record under its key, and nothing yet under that of the version.
        if (known.IsFound && context.Sync.SendsChangesAsVersions)
            return RecordKnowledge.Unknown;
        return known.IsFound || context.Existing?.Contains(key) == true ? RecordKnowledge.Accepted : RecordKnowledge.Unknown;
    }

    /// <summary>Whether a record was in doubt before it was refused: that does not tell what became of it the first time.</summary>
    public bool IsAfterDoubt(UInt128 key) => context.Ledger.Held.TryGetValue(key, out var held) && held.AfterDoubt;

    /// <summary>Leaves a record alone that waits or is parked: what was refused and is as it was is not sent in every run for ever. It is told all the same.</summary>
    /// <returns>Whether it does.</returns>
    public bool LeaveWaiting(HeldRecord held)
    {
        var kind = context.KindOf(held);
        if (kind is not (RecordIssueKind.Waiting or RecordIssueKind.Parked))
            return false;
        CountWaiting(kind, 1);
        context.Issues.Add(held.ToIssue(kind, context.Sync.Retry));
        return true;
    }

    /// <summary>Counts records that wait or are parked.</summary>
    public void CountWaiting(RecordIssueKind kind, int records)
    {
        if (kind == RecordIssueKind.Parked)
            context.Counts.Parked += records;
        else
            context.Counts.Waiting += records;
    }

    /// <summary>Counts and tells a row that cannot be sent.</summary>
    public void AddInvalid(UInt128 key, string keyText, RecordProblem problem)
    {
        context.Counts.Invalid++;
        TellInvalid(key, keyText, problem);
    }

    /// <summary>Tells a row that cannot be sent, and is counted already.</summary>
    public void TellInvalid(UInt128 key, string keyText, RecordProblem problem)
    {
        AddIssue(RecordIssueKind.Invalid, keyText, problem);
        context.Ledger.Log?.AddInvalid(key, keyText, problem);
    }

    /// <summary>Tells what became of a record that is not sent.</summary>
    public void AddIssue(RecordIssueKind kind, string key, RecordProblem problem, int tries = 0) =>
        context.Issues.Add(new(kind, key, problem, tries));
}
