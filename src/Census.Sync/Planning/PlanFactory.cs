using Census.Sync.Mapping;
using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Makes what a run needs to know of its fields.</summary>
internal static class PlanFactory
{
    /// <exception cref="SyncConfigurationException">The sync cannot work; the message names every reason.</exception>
    public static async ValueTask<SyncPlan> CreateAsync(SyncDefinition sync, string runId, CancellationToken cancellationToken)
    {
        var draft = await PlanDraft.MakeAsync(sync, cancellationToken).ConfigureAwait(false);
        return draft.ToPlan(runId) ?? throw new SyncConfigurationException(string.Join(" ", draft.Problems.Select(problem => problem.Message)));
    }

    /// <summary>Makes the plan to delete a record that is to be forgotten.</summary>
    /// <returns>Null if the destination deletes nothing of the object.</returns>
    public static SyncPlan? CreateForForgetting(SyncPlan plan) => plan.Object.RepeatRuleOf(SyncOperation.Delete) is null
        ? null
        : new(plan.Object, SyncOperation.Delete, plan.Fields, plan.KeyIndexes) { SyncName = plan.SyncName, RunId = plan.RunId };

    /// <summary>What the fingerprints of a plan are made of.</summary>
    public static IReadOnlyList<StateField> StateFields(SyncDefinition sync, SyncPlan plan)
    {
        var fields = new List<StateField>();
        for (var i = 0; i < sync.Mappings.Count; i++)
        {
            var mapping = sync.Mappings[i];
            if (mapping.CountsAsChange)
                fields.Add(StateFieldOf(plan.Fields[i], mapping));
        }

        return fields;
    }

    /// <summary>What makes the fingerprints of a plan.</summary>
    public static Fingerprint FingerprintOf(SyncDefinition sync, SyncPlan plan) => new(FingerprintNames(sync, plan), PresenceColumns(sync));

    /// <summary>What the fingerprint calls each field; null for one that does not count.</summary>
    public static IReadOnlyList<string?> FingerprintNames(SyncDefinition sync, SyncPlan plan) =>
        [.. plan.Fields.Select((field, i) => sync.Mappings[i].CountsAsChange ? FingerprintName(field) : null)];

    /// <summary>The columns of which only counts whether they have a value.</summary>
    public static IReadOnlyList<int> PresenceColumns(SyncDefinition sync) =>
        [.. Enumerable.Range(0, sync.Mappings.Count).Where(i => sync.Mappings[i].Telling == FieldTelling.Presence)];

    /// <summary>The columns of a change set, so that a later run can read it under other mappings.</summary>
    public static IReadOnlyList<StateField> ChangeSetFields(SyncDefinition sync, SyncPlan plan) =>
        [.. plan.Fields.Select((field, i) => StateFieldOf(field, sync.Mappings[i]) with { From = null })];

    /// <summary>What the fingerprint calls a field: a lookup by another field is another field.</summary>
    public static string FingerprintName(PlanField field) =>
        field.LookupBy is null ? field.Field.Name : $"{field.Field.Name}\u2192{field.LookupBy}";

    private static StateField StateFieldOf(PlanField field, FieldMapping mapping)
    {
        var (type, isArray) = mapping.TypeAt(field.Field);
        return new(FingerprintName(field), type, isArray, ValueCode.Encode(mapping.Value), mapping.Telling);
    }
}
