using Census.Sync;

namespace Enterpret.Client;

/// <summary>What somebody who sets up a sync should know of Enterpret, and what is odd about the plan.</summary>
internal static class PlanWarnings
{
    public static IReadOnlyList<string> Of(ObjectModel model, SyncPlan plan)
    {
        List<string> warnings = [];
        if (model.Endpoint.KeyId is null && model.Endpoint.Options.Workspace is null)
        {
            warnings.Add(
                $"The API key comes from a provider and {nameof(EnterpretClientOptions.Workspace)} is not set, so the state of the sync cannot tell one workspace from another. "
                + "Give it a name.");
        }

        if (plan.Operation == SyncOperation.Delete)
            return warnings;
        AddOfFields(model, plan, warnings);
        if (model.Kind == ObjectKind.Entity)
            AddOfEntities(plan, warnings);
        return warnings;
    }

    private static void AddOfFields(ObjectModel model, SyncPlan plan, List<string> warnings)
    {
        var free = plan.Fields.Select(field => field.Field).Where(field => model.IsFree(field.Name)).ToList();
        AddNames(
            [.. free.Where(field => FieldNames.IsOdd(field.Name))],
            "Enterpret publishes no rule for the names of fields; letters, digits and underscores, at most 64, are certain to work. Other names", warnings);
        AddNames(
            [.. free.Where(field => field.Type == FieldType.Any)],
            "A field has one type in Enterpret, so it should be declared in the mapping. The first value decides it for a run, records with another type are refused. Not declared", warnings);
    }

    private static void AddNames(List<DestinationField> fields, string text, List<string> warnings)
    {
        if (fields.Count > 0)
            warnings.Add($"{text}: '{string.Join("', '", fields.Select(field => field.Name))}'.");
    }

    private static void AddOfEntities(SyncPlan plan, List<string> warnings)
    {
        if (plan.Operation == SyncOperation.Insert)
        {
            warnings.Add(
                "Enterpret creates or updates, and cannot be asked what it has: a record that came there by another way than this state knows of is overwritten, not left alone.");
        }

        if (plan.Fields.Count > plan.KeyIndexes.Count)
        {
            warnings.Add(
                "Whether Enterpret keeps an attribute that a record no longer has is not documented. A null is left out of the record: it clears the attribute only if Enterpret "
                + "replaces all of them.");
        }
    }
}
