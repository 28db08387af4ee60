using Census.Sync.Mapping;
using Census.Sync.State;
using Microsoft.Extensions.Logging;

namespace Census.Sync.Planning;

/// <summary>What the phases of one run share.</summary>
internal sealed record PlanContext
{
    public required SyncDefinition Sync { get; init; }

    public required SyncRunOptions Options { get; init; }

    /// <summary>What the run is limited to; null for a run of all records.</summary>
    public PartialRun? Part { get; init; }

    public required SyncPlan Plan { get; init; }

    /// <summary>What is known of the run and can be written into a field.</summary>
    public required RunMetadata Run { get; init; }

    /// <summary>What is sent of records that left the source; null unless the sync is a mirror.</summary>
    public GoneRecords? Gone { get; init; }

    public required SyncLedger Ledger { get; init; }

    /// <summary>Why every record is sent, changed or not; empty if that is not so.</summary>
    public required IReadOnlyList<FullSyncReason> FullSyncReasons { get; init; }

    /// <summary>What any sync delivered to the object; null unless it can only be written.</summary>
    public ExistingRecords? Existing { get; init; }

    /// <summary>What this run does with what the destination may have already: what the sync says, while nothing was ever synced.</summary>
    public FirstRun FirstRun => Ledger.IsNew && !Options.FullSync ? Sync.FirstRun : FirstRun.SendAll;

    public required TimeProvider Time { get; init; }

    public required RunCounts Counts { get; init; }

    public required IssueList Issues { get; init; }

    public required List<string> Warnings { get; init; }

    public required ILogger Logger { get; init; }

    /// <summary>
    /// When records that an earlier run left in doubt may be sent again. The destination may still be committing them: the earlier run may have
    /// been sending until the moment this one took over. That holds where a repetition is safe as well, since the source may say something else by now: what was
    /// sent first must not be committed last.
    /// </summary>
    public DateTimeOffset SettledAt => OpenedAt + Plan.Object.SettleDelay;

    /// <summary>When this run took over.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Where a dry run collects the records that it shows; null if it shows none.</summary>
    public PayloadPreview? Preview { get; init; }

    /// <summary>Tells the caller how far the run is.</summary>
    public required Action<SyncPhase> Report { get; init; }

    /// <summary>What is done with a record that was refused and has not changed since: sent again, unless it waits or is parked.</summary>
    public RecordIssueKind KindOf(HeldRecord held) =>
        Options.FullSync || Part is not null ? held.Kind : held.KindAt(OpenedAt, Sync.Retry);

    /// <summary>What may be done about a lost answer: a record without a key cannot be found.</summary>
    public RepeatRule Repeat => Plan.Object.RepeatRuleOf(Plan.Operation) is { } rule && !(rule == RepeatRule.AfterFind && IsKeyless) ? rule : RepeatRule.Never;

    /// <summary>Whether records have no key: then every row of every run is sent, and nothing of it is remembered.</summary>
    public bool IsKeyless => Plan.KeyIndexes.Count == 0;

    /// <summary>Which records the destination writes together; null unless it does.</summary>
    public RecordGrouping? Grouping { get; init; }

    /// <summary>Whether the sync needs the keys of delivered records in clear.</summary>
    public bool NeedsKeys => Gone is not null || Grouping is not null;

    /// <summary>Whether the keys of delivered records are kept in clear.</summary>
    public bool KeepsKeys => NeedsKeys || Ledger.KeepsKeys;

    /// <summary>What is kept of the key of a delivered record.</summary>
    public byte[] KeyEntryOf(ReadOnlySpan<FieldValue> values, string? destinationId) =>
        DeliveredKeys.Encode(values, Plan.KeyIndexes, destinationId, Grouping?.HashOf(values) ?? default);

    /// <summary>Returns the plan that a record is sent under.</summary>
    public SyncPlan PlanOf(in ChangeEntry entry) => entry.IsGone ? Gone!.Plan : Plan;

    /// <summary>How long a record that this run sent without an answer must be left alone: where a repetition is safe it goes out again as it was, at once.</summary>
    public TimeSpan SettleDelay => Repeat == RepeatRule.AfterFind ? Plan.Object.SettleDelay : TimeSpan.Zero;

    /// <summary>The key of a record as text, for reports and for what is kept of records that are not settled.</summary>
    public string KeyTextOf(UInt128 key, ReadOnlySpan<FieldValue> values)
    {
        if (IsKeyless)
            return KeylessRows.TextOf(key);
        if (Plan.KeyIndexes.Count == 1)
            return values[Plan.KeyIndexes[0]].ToText();
        var parts = new string[Plan.KeyIndexes.Count];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = values[Plan.KeyIndexes[i]].ToText();
        return string.Join(" | ", parts);
    }
}
