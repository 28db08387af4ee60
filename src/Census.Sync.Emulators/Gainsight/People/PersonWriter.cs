using System.Text.Json;

namespace Census.Sync.Emulators.Gainsight;

/// <summary>Stores a person with its companies and relationships, each found by what identifies it.</summary>
internal sealed class PersonWriter(GainsightStore store)
{
    /// <summary>The rows a person record led to.</summary>
    internal sealed record Written(Row Person, List<Row> Companies, List<Row> Relationships);

    public Written Write(PersonPlan plan, DateTime now, List<StoreChange> changes)
    {
        Table people = store["person"];
        Row person = people.Find(people.Schema["Email"], plan.Email) is [Row known, ..]
            ? Update(people, known, plan.Values, now, changes)
            : store.Insert(people, plan.Values, now, changes);

        var companies = new List<Row>();
        var relationships = new List<Row>();
        foreach (CompanyEntry entry in plan.Companies)
        {
            Row companyPerson = WriteCompany(person, entry.CompanyId, entry.Values, now, changes);
            companies.Add(companyPerson);
            relationships.AddRange(entry.Relationships.Select(relationship => WriteRelationship(person, companyPerson, relationship, now, changes)));
        }

        SchemaField companyOf = store["relationship"].Schema["CompanyId"];
        foreach (RelationshipEntry entry in plan.Relationships)
        {
            Row companyPerson = WriteCompany(person, (string)entry.Relationship[companyOf]!, [], now, changes);
            relationships.Add(WriteRelationship(person, companyPerson, entry, now, changes));
        }

        return new Written(person, companies, relationships);
    }

    private Row WriteCompany(Row person, string companyId, List<KeyValuePair<SchemaField, object?>> values, DateTime now, List<StoreChange> changes)
    {
        Table table = store["company_person"];
        ObjectSchema schema = table.Schema;
        SchemaField primary = schema["IsPrimaryCompany"];
        IReadOnlyList<Row> ofPerson = table.Find(schema["Person_ID"], person.Gsid);
        if (values.Exists(pair => ReferenceEquals(pair.Key, primary) && pair.Value is true))
        {
            // A person has one primary company; assumed, not documented by the vendor.
            foreach (Row other in ofPerson.Where(row => row[primary] is true && !companyId.Equals(row[schema["Company_ID"]])).ToArray())
            {
                store.Update(table, other, [new(primary, false)], now, changes);
            }
        }

        Row? known = ofPerson.FirstOrDefault(row => companyId.Equals(row[schema["Company_ID"]]));
        return known is not null
            ? values.Count == 0 ? known : Update(table, known, values, now, changes)
            : store.Insert(table, [new(schema["Person_ID"], person.Gsid), new(schema["Company_ID"], companyId), new(schema["Active"], true), .. values], now, changes);
    }

    private Row WriteRelationship(Row person, Row companyPerson, RelationshipEntry entry, DateTime now, List<StoreChange> changes)
    {
        Table table = store["relationship_person"];
        ObjectSchema schema = table.Schema;
        Row relationship = entry.Relationship;
        Row? known = table.Find(schema["Person_ID"], person.Gsid).FirstOrDefault(row => relationship.Gsid.Equals(row[schema["Relationship_ID"]]));
        if (known is not null)
        {
            return Update(table, known, entry.Values, now, changes);
        }

        ObjectSchema of = store["relationship"].Schema;
        return store.Insert(
            table,
            [
                new(schema["Person_ID"], person.Gsid),
                new(schema["Company_Person_ID"], companyPerson.Gsid),
                new(schema["Company_ID"], relationship[of["CompanyId"]]),
                new(schema["Relationship_ID"], relationship.Gsid),
                new(schema["Relationship_Type_ID"], relationship[of["TypeId"]]),
                new(schema["Active"], true),
                .. entry.Values,
            ],
            now,
            changes);
    }

    private Row Update(Table table, Row row, List<KeyValuePair<SchemaField, object?>> values, DateTime now, List<StoreChange> changes)
    {
        store.Update(table, row, values, now, changes);
        return row;
    }
}
