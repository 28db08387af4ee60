using Census.Sync;

namespace Gainsight.Client;

/// <summary>Finds where the fields of a sync are read: people have fields of several objects.</summary>
internal static class ReadColumns
{
    /// <exception cref="SyncDestinationException">Gainsight cannot be asked for its fields.</exception>
    public static async ValueTask<ReadColumn[]> OfAsync(SyncPlan plan, FieldCatalog catalog, CancellationToken cancellationToken)
    {
        var columns = new ReadColumn[plan.Fields.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var (objectName, prefix, name) = PlaceOf(plan.Object.Name, plan.Fields[i].Field.Name);
            var described = objectName is null ? [] : await catalog.GetAsync(objectName, cancellationToken).ConfigureAwait(false);
            var field = described.FirstOrDefault(candidate => candidate.Name == name);
            columns[i] = new(plan.Fields[i].Field, field is null ? null : PathOf(prefix, field, plan.Fields[i].LookupBy), field, plan.Fields[i].LookupBy is not null);
        }

        return columns;
    }

    /// <summary>Returns the fields that tell records apart: those of the key, but for what is known by person, company and relationship.</summary>
    public static IReadOnlyList<int> KeysOf(SyncPlan plan) => plan.Object.Name is GainsightObjects.CompanyPersonName or GainsightObjects.RelationshipPersonName
        ? [.. new[] { PeopleLayout.EmailField, PeopleLayout.CompanyField, PeopleLayout.RelationshipField }.Select(plan.Schema.IndexOf).Where(index => index >= 0)]
        : plan.KeyIndexes;

    private static string? PathOf(string prefix, GainsightFieldDescription field, string? lookupBy) =>
        lookupBy is null ? prefix + field.Name : field.LookupHandle is { } handle ? $"{prefix}{handle}.{lookupBy}" : null;

    // The object that a field belongs to, and how it is reached from the one that is read.
    private static (string? ObjectName, string Prefix, string Name) PlaceOf(string objectName, string name)
    {
        if (objectName is not (GainsightObjects.CompanyPersonName or GainsightObjects.RelationshipPersonName))
            return (objectName, "", name);
        if (name == GainsightObjects.SourceIdField)
            return (null, "", name);
        if (name == PeopleLayout.EmailField)
            return (GainsightObjects.PersonName, PeopleLayout.OfPerson, name);
        if (name.StartsWith(PeopleLayout.OfPerson, StringComparison.Ordinal))
            return (GainsightObjects.PersonName, PeopleLayout.OfPerson, name[PeopleLayout.OfPerson.Length..]);
        return name.StartsWith(PeopleLayout.OfCompanyPerson, StringComparison.Ordinal)
            ? (GainsightObjects.CompanyPersonName, PeopleLayout.OfCompanyPerson, name[PeopleLayout.OfCompanyPerson.Length..])
            : (objectName, "", name);
    }
}
