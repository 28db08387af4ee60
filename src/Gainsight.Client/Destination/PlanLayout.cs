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
        IReadOnlyList<GainsightFieldDescription> described = !SyncedObjects.IsPeople(plan.Object.Name) && plan.Fields.Any(field => field.LookupBy is not null)
            ? await catalog.GetAsync(plan.Object.Name, cancellationToken).ConfigureAwait(false)
            : [];
        var taken = described.Select(field => field.Name).Concat(plan.Fields.Select(field => field.Field.Name)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        ObjectColumn[] columns =
        [
            // Gainsight looks nothing up for keys and persons.
            .. plan.Fields.Select((field, i) => SyncedObjects.IsPeople(plan.Object.Name) || plan.KeyIndexes.Contains(i)
                ? new ObjectColumn(field.Field) { LookupBy = field.LookupBy }
                : ColumnOf(field, described, taken)),
        ];
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
            if (key.Field.LookupObject is not null && !key.Field.IsIdentifier || key.LookupBy is not null && key.Field.LookupObject is null)
                throw Wrong($"{key.Field.Name} cannot be the key: Gainsight finds no records by a reference to another object.");
            if (plan.Operation is SyncOperation.Upsert or SyncOperation.Insert or SyncOperation.Append && !key.Field.IsCreateable)
                throw Wrong($"Records cannot be created with the key {key.Field.Name}, since it cannot be written; use another key or only update.");
        }

        // Names of relationships are told apart by their companies: by the name alone, that of another company would be taken.
        if (plan.Object.Name == GainsightObjects.RelationshipName && HasKey(plan, "Name") && !HasKey(plan, "CompanyId"))
            throw Wrong("The key of a relationship is CompanyId and Name together, or Gsid: relationships of several companies may have one name.");

        foreach (var field in plan.Fields)
        {
            if (field.LookupBy is not null && field.Field.LookupObject is null)
                throw Wrong($"{field.Field.Name} refers to no other object, so nothing can be looked up for it.");
        }

        if (SyncedObjects.IsPeople(plan.Object.Name))
            CheckPeople(plan);
    }

    private static bool HasKey(SyncPlan plan, string name) => plan.KeyIndexes.Any(index => plan.Fields[index].Field.Name == name);

    private static void CheckPeople(SyncPlan plan)
    {
        var isPerson = plan.Object.Name == GainsightObjects.PersonName;
        var key = isPerson ? PeopleLayout.EmailField : GainsightObjects.SourceIdField;
        if (plan.KeyIndexes.Count != 1 || plan.Fields[plan.KeyIndexes[0]].Field.Name != key)
        {
            throw Wrong(isPerson
                ? "The key of a person is Email: Gainsight finds persons by it."
                : $"The key of {plan.Object.Name} is {key}, a stable id of the source: one e-mail address may be at several companies.");
        }

        string[] needed = isPerson ? []
            : plan.Object.Name == GainsightObjects.CompanyPersonName ? [PeopleLayout.EmailField, PeopleLayout.CompanyField]
            : [PeopleLayout.EmailField, PeopleLayout.CompanyField, PeopleLayout.RelationshipField];
        foreach (var name in needed)
        {
            if (!plan.Fields.Any(field => field.Field.Name == name))
                throw Wrong($"{plan.Object.Name} needs the field {name}.");
        }

        if (plan.Fields.FirstOrDefault(field => field.LookupBy is not null && !needed.Contains(field.Field.Name)) is { } wrong)
            throw Wrong($"{wrong.Field.Name} of {plan.Object.Name} cannot be looked up in another object; map the Gainsight ID.");
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
