using Census.Sync;

namespace Gainsight.Client;

/// <summary>Checks a plan and prepares what all of its batches share.</summary>
internal static class PlanLayout
{
    /// <exception cref="SyncDestinationException">The plan cannot work; the message says why.</exception>
    public static async ValueTask<ObjectLayout> CreateAsync(
        SyncPlan plan, FieldCatalog catalog, GainsightLookupOptions lookups, CancellationToken cancellationToken)
    {
        Check(plan);
        IReadOnlyList<GainsightFieldDescription> described = plan.Fields.Any(field => field.LookupBy is not null)
            ? await catalog.GetAsync(plan.Object.Name, cancellationToken).ConfigureAwait(false)
            : [];
        var taken = described.Select(field => field.Name).Concat(plan.Fields.Select(field => field.Field.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        ObjectColumn[] columns = [.. plan.Fields.Select(field => ColumnOf(field, described, taken))];
        return new(plan.Object.Name, columns, plan.KeyIndexes, lookups);
    }

    private static void Check(SyncPlan plan)
    {
        if (plan.Object.RepeatRuleOf(plan.Operation) is null)
            throw Wrong($"{plan.Object.Name} does not support {plan.Operation}.");
        if (plan.KeyIndexes.Count > ObjectLayout.MaximumKeys)
            throw Wrong($"A key of {plan.Object.Name} has at most {ObjectLayout.MaximumKeys} fields; the sync has {plan.KeyIndexes.Count}.");
        foreach (var index in plan.KeyIndexes)
        {
            var key = plan.Fields[index];
            if (key.LookupBy is not null)
                throw Wrong($"The key {key.Field.Name} cannot be looked up in another object.");
            if (plan.Operation != SyncOperation.Update && !key.Field.IsCreateable)
                throw Wrong($"Records cannot be created with the key {key.Field.Name}, since it cannot be written; use another key or only update.");
        }

        foreach (var field in plan.Fields)
        {
            if (field.LookupBy is not null && field.Field.LookupObject is null)
                throw Wrong($"{field.Field.Name} refers to no other object, so nothing can be looked up for it.");
        }

        if (plan.Object.Name != GainsightObjects.PersonName)
            return;
        if (plan.KeyIndexes.Count != 1 || plan.Fields[plan.KeyIndexes[0]].Field.Name != "Email")
            throw Wrong("The key of a person is Email: Gainsight finds persons by it.");
        if (plan.Fields.Any(field => field.LookupBy is not null))
            throw Wrong("Fields of a person cannot be looked up in another object; map the Gainsight ID.");
    }

    private static ObjectColumn ColumnOf(PlanField field, IReadOnlyList<GainsightFieldDescription> described, HashSet<string> taken)
    {
        if (field.LookupBy is null)
            return new(field.Field);

        // The value travels under a name of its own, which must not be that of a field.
        var helper = $"{field.Field.Name}By{field.LookupBy.Replace('.', '_')}";
        while (!taken.Add(helper))
            helper += "_";
        var lookupField = described.FirstOrDefault(candidate => candidate.Name == field.Field.Name)?.LookupField;
        return new(field.Field, helper) { LookupBy = field.LookupBy, LookupField = lookupField ?? "Gsid" };
    }

    private static SyncDestinationException Wrong(string message) => new(SyncErrorCodes.InvalidConfiguration, message);
}
