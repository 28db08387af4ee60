using Census.Sync;

namespace Gainsight.Client;

/// <summary>The fields that a sync can write, of every object.</summary>
internal static class SyncedFields
{
    /// <exception cref="SyncDestinationException">There is no such object, or Gainsight cannot be asked.</exception>
    public static async ValueTask<IReadOnlyList<DestinationField>> ListAsync(
        string objectName, FieldCatalog catalog, KeyComparison comparison, CancellationToken cancellationToken)
    {
        async ValueTask<IEnumerable<DestinationField>> FieldsOf(string name) =>
            (await catalog.GetAsync(name, cancellationToken).ConfigureAwait(false))
                .Select(field => FieldTypes.ToDestinationField(field, comparison, name == GainsightObjects.PersonName ? PeopleLayout.EmailField : "Name"))
                .OfType<DestinationField>();

        var own = await FieldsOf(objectName).ConfigureAwait(false);
        if (!SyncedObjects.IsPeople(objectName))
            return [.. own.Select(field => objectName == GainsightObjects.RelationshipName ? OfRelationship(field) : field)];

        // Gainsight finds people by themselves: none of their fields is a key, but the address of a person.
        own = own.Where(IsOwn).Select(field => field with { IsIdentifier = false });
        if (objectName == GainsightObjects.PersonName)
            return [.. own.Select(field => field.Name == PeopleLayout.EmailField ? field with { IsIdentifier = true } : field)];

        List<DestinationField> fields = [SourceId, Reference(PeopleLayout.CompanyField, "Company", GainsightObjects.CompanyName)];
        if (objectName == GainsightObjects.RelationshipPersonName)
        {
            fields.Add(Reference(PeopleLayout.RelationshipField, "Relationship", GainsightObjects.RelationshipName));
            fields.AddRange(Below(PeopleLayout.OfCompanyPerson, "Company Person", await FieldsOf(GainsightObjects.CompanyPersonName).ConfigureAwait(false)));
        }

        fields.AddRange(own);
        var persons = await FieldsOf(GainsightObjects.PersonName).ConfigureAwait(false);
        fields.AddRange(persons.Where(field => field.Name == PeopleLayout.EmailField).Select(field => field with { IsIdentifier = false, IsRequired = true }));
        fields.AddRange(Below(PeopleLayout.OfPerson, "Person", persons.Where(field => field.Name != PeopleLayout.EmailField)));
        return fields;
    }

    private static DestinationField SourceId { get; } = new(GainsightObjects.SourceIdField, FieldType.String)
    {
        Label = "ID in the source (not sent)",
        IsIdentifier = true,
        IsRequired = true,
    };

    private static DestinationField Reference(string name, string label, string objectName) =>
        new(name, FieldType.String) { Label = label, IsRequired = true, LookupObject = objectName.ToLowerInvariant() };

    private static IEnumerable<DestinationField> Below(string prefix, string label, IEnumerable<DestinationField> fields) => fields.Where(IsOwn).Select(field =>
        field with { Name = prefix + field.Name, Label = $"{label}: {field.Label}", IsIdentifier = false, IsRequired = false });

    // What a record refers to is said by the company, the relationship and the address.
    private static bool IsOwn(DestinationField field) => field.Name is not ("Gsid" or "Person_ID" or "Company_Person_ID" or "Relationship_Type_ID")
        and not (PeopleLayout.CompanyField or PeopleLayout.RelationshipField);

    // A relationship belongs to one company and is of one type; its name tells it from the others of the company, or of company and type.
    private static DestinationField OfRelationship(DestinationField field) => field.Name switch
    {
        "CompanyId" => field with { IsIdentifier = true, IsRequired = true },
        "TypeId" => field with { IsIdentifier = true, IsRequired = true },
        _ => field,
    };
}
