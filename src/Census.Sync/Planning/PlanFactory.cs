using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>Checks a sync against what its destination offers, and makes the plan.</summary>
internal static class PlanFactory
{
    public static async ValueTask<SyncPlan> CreateAsync(SyncDefinition sync, string runId, CancellationToken cancellationToken)
    {
        var objects = await sync.Destination.ListObjectsAsync(cancellationToken).ConfigureAwait(false);
        var target = objects.FirstOrDefault(candidate => candidate.Name == sync.ObjectName)
            ?? throw new SyncConfigurationException(
                $"The destination has no object '{sync.ObjectName}'. It has: {string.Join(", ", objects.Select(candidate => candidate.Name))}.");
        if (target.NotWritableReason is { } reason)
            throw new SyncConfigurationException($"The object '{target.Name}' cannot be written to: {reason}");
        if (target.RepeatRuleOf(sync.Operation) is null || sync.Behavior == SyncBehavior.Mirror && target.RepeatRuleOf(SyncOperation.Delete) is null)
        {
            throw new SyncConfigurationException(
                $"The object '{target.Name}' does not support {sync.Behavior}. It supports: "
                + $"{string.Join(", ", target.Operations.Select(operation => operation.Operation))}.");
        }

        var known = (await sync.Destination.ListFieldsAsync(target.Name, cancellationToken).ConfigureAwait(false))
            .ToDictionary(field => field.Name, StringComparer.Ordinal);
        var fields = new PlanField[sync.Mappings.Count];
        var keys = new List<int>();
        var problems = new List<string>();
        for (var i = 0; i < fields.Length; i++)
        {
            var mapping = sync.Mappings[i];
            if (!known.TryGetValue(mapping.To, out var field))
            {
                if (!target.CanCreateFields)
                    problems.Add($"there is no field '{mapping.To}'{Suggestion(mapping.To, known.Keys)}");
                field = new DestinationField(mapping.To, mapping.Type);
            }
            else
            {
                Check(mapping, field, sync.Operation, problems);
            }

            fields[i] = new(field, mapping.LookupBy);
            if (mapping.IsKey)
                keys.Add(i);
            if (mapping.IsKey && sync.SendsChangesAsVersions && field.Type is not (FieldType.String or FieldType.Any))
                problems.Add($"changes cannot be sent as versions, since the key '{field.Name}' takes no text");
        }

        if (sync.Operation is SyncOperation.Upsert or SyncOperation.Insert)
        {
            var missing = known.Values.Where(field => field.IsRequired && !sync.Mappings.Any(mapping => mapping.To == field.Name)).ToList();
            if (missing.Count > 0)
                problems.Add($"the required field '{string.Join("', '", missing.Select(field => field.Name))}' is not mapped");
        }

        return problems.Count == 0
            ? new SyncPlan(target, sync.Operation, fields, keys) { SyncName = sync.Name, RunId = runId }
            : throw new SyncConfigurationException($"The mappings to the object '{target.Name}' cannot work: {string.Join("; ", problems)}.");
    }

    /// <summary>Makes the plan for the records that leave the source.</summary>
    /// <returns>Null unless the sync is a mirror.</returns>
    public static SyncPlan? CreateForDeletions(SyncDefinition sync, SyncPlan plan) => sync.Behavior == SyncBehavior.Mirror
        ? new(plan.Object, SyncOperation.Delete, plan.Fields, plan.KeyIndexes) { SyncName = plan.SyncName, RunId = plan.RunId }
        : null;

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

    /// <summary>The columns of a change set, so that a later run can read it under other mappings.</summary>
    public static IReadOnlyList<StateField> ChangeSetFields(SyncDefinition sync, SyncPlan plan) =>
        [.. plan.Fields.Select((field, i) => StateFieldOf(field, sync.Mappings[i]) with { From = null })];

    /// <summary>What the fingerprint calls a field: a lookup by another field is another field.</summary>
    public static string FingerprintName(PlanField field) =>
        field.LookupBy is null ? field.Field.Name : $"{field.Field.Name}\u2192{field.LookupBy}";

    private static StateField StateFieldOf(PlanField field, FieldMapping mapping) => field.LookupBy is not null
        ? new(FingerprintName(field), FieldType.String, false, mapping.From)
        : new(FingerprintName(field), field.Field.Type == FieldType.Any ? mapping.Type : field.Field.Type, field.Field.IsArray, mapping.From);

    private static void Check(FieldMapping mapping, DestinationField field, SyncOperation operation, List<string> problems)
    {
        if (mapping.IsKey && !field.IsIdentifier)
            problems.Add($"the field '{field.Name}' cannot be the sync key");
        if (mapping.LookupBy is not null && field.LookupObject is null)
            problems.Add($"the field '{field.Name}' refers to no other object, so it cannot be mapped by a lookup");
        if (operation == SyncOperation.Delete)
            return;
        if (!field.IsCreateable && !field.IsUpdateable && !mapping.IsKey)
            problems.Add($"the field '{field.Name}' is read-only");
        else if (operation == SyncOperation.Update && !field.IsUpdateable && !mapping.IsKey)
            problems.Add($"the field '{field.Name}' cannot be updated");
    }

    private static string Suggestion(string name, IEnumerable<string> known)
    {
        static string Plain(string text) => new([.. text.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);
        if (Plain(name).Length == 0)
            return "";
        var similar = known.FirstOrDefault(candidate => Plain(candidate) == Plain(name))
            ?? known.FirstOrDefault(candidate => Plain(candidate).StartsWith(Plain(name), StringComparison.Ordinal));
        return similar is null ? "" : $" (is '{similar}' meant?)";
    }
}
