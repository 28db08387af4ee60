using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Reads the flat person record with its associations. Nothing is stored here.</summary>
internal sealed class PersonParser(GainsightStore store, GainsightEmulatorOptions options, ValueParser parser)
{
    /// <exception cref="PersonFault">Something is wrong with the record.</exception>
    public PersonPlan Parse(JsonElement record)
    {
        if (record.ValueKind != JsonValueKind.Object || !record.EnumerateObject().Any())
        {
            throw new PersonFault(ErrorCodes.RowIsNull, "Row Info cannot be null", null, null);
        }

        Table people = store["person"];
        var values = new List<KeyValuePair<SchemaField, object?>>();
        var companies = new List<CompanyEntry>();
        var relationships = new List<RelationshipEntry>();
        foreach (JsonProperty property in record.EnumerateObject())
        {
            switch (property.Name)
            {
                case "companies":
                    companies.AddRange(Entries(property).Select(ParseCompany));
                    break;
                case "relationships" when options.RelationshipPersonShape != GainsightRelationshipPersonShape.InsideCompany:
                    relationships.AddRange(Entries(property).Select(entry => ParseRelationship(entry, company: null)));
                    break;
                default:
                    ParseField(people, property, values);
                    break;
            }
        }

        string? email = values.Find(pair => pair.Key.Name == "Email").Value as string;
        return email is null
            ? throw new PersonFault("GSOBJ_VDTEMAIL1001", "Invalid email value", "Email", null)
            : new PersonPlan(email, values, companies, relationships);
    }

    private static JsonElement.ArrayEnumerator Entries(JsonProperty property) => property.Value.ValueKind == JsonValueKind.Array
        ? property.Value.EnumerateArray()
        : throw new PersonFault(ErrorCodes.UnknownPersonField, "Fields do not exist in object", property.Name, null);

    private CompanyEntry ParseCompany(JsonElement entry)
    {
        string companyId = Reference(entry, "Company_ID", "company").Gsid;
        var values = new List<KeyValuePair<SchemaField, object?>>();
        var relationships = new List<RelationshipEntry>();
        foreach (JsonProperty property in entry.EnumerateObject())
        {
            if (property.Name == "relationships" && options.RelationshipPersonShape != GainsightRelationshipPersonShape.TopLevel)
            {
                relationships.AddRange(Entries(property).Select(relationship => ParseRelationship(relationship, companyId)));
            }
            else if (property.Name != "Company_ID")
            {
                ParseField(store["company_person"], property, values);
            }
        }

        return new CompanyEntry(companyId, values, relationships);
    }

    private RelationshipEntry ParseRelationship(JsonElement entry, string? company)
    {
        Row relationship = Reference(entry, "Relationship_ID", "relationship");
        ObjectSchema schema = store["relationship"].Schema;
        if (company is not null && !company.Equals(relationship[schema["CompanyId"]]))
        {
            // A relationship of another company does not exist there.
            throw new PersonFault(ErrorCodes.PeopleDoNotExist, ErrorCodes.PeopleDoNotExistText, "Relationship_ID", relationship.Gsid);
        }

        var values = new List<KeyValuePair<SchemaField, object?>>();
        foreach (JsonProperty property in entry.EnumerateObject().Where(static property => property.Name != "Relationship_ID"))
        {
            ParseField(store["relationship_person"], property, values);
        }

        return new RelationshipEntry(relationship, values);
    }

    private Row Reference(JsonElement entry, string name, string objectName)
    {
        string? gsid = Json.StringProperty(entry, name);
        if (gsid is null || !Gsids.IsWellFormed(gsid))
        {
            throw new PersonFault("GSOBJ_VDTGSID1001", "Invalid gsid value", name, gsid);
        }

        return store[objectName].Find(gsid) ?? throw new PersonFault(ErrorCodes.PeopleDoNotExist, ErrorCodes.PeopleDoNotExistText, name, gsid);
    }

    private void ParseField(Table table, JsonProperty property, List<KeyValuePair<SchemaField, object?>> values)
    {
        SchemaField? field = table.Schema.Find(property.Name, options.IgnoreCaseInFieldNames);
        object? value = null;
        ValueFault fault = field is null ? ValueFault.UnknownField
            : !field.IsWritable ? ValueFault.NotWritable
            : parser.Parse(field, property.Value, out value);
        if (fault != ValueFault.None)
        {
            (string code, string text) = ErrorCodes.ForPerson(fault, field?.Kind ?? FieldKind.Text);
            throw new PersonFault(code, text, property.Name, Json.Text(property.Value));
        }

        values.RemoveAll(pair => ReferenceEquals(pair.Key, field));
        values.Add(new(field!, value));
    }
}
