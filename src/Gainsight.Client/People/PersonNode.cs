using System.Text.Json;
using Census.Sync;

namespace Gainsight.Client;

/// <summary>A person, a person at a company, or a person on a relationship, as it goes on the wire.</summary>
/// <remarks>
/// A person holds companies, a company relationships, both by Gainsight ID. The shape of companies is known from public clients; that of relationships
/// is published nowhere, so it is written here and only here.
/// </remarks>
internal sealed class PersonNode
{
    private readonly List<(string Name, FieldValue Value, FieldType Type)> _fields = [];

    public Dictionary<string, PersonNode> Children { get; } = new(StringComparer.Ordinal);

    public void Set(string name, FieldValue value, FieldType type)
    {
        if (value.IsAbsent)
            return;

        // White space around an address is no part of it, but is refused.
        if (name == PeopleLayout.EmailField && value.Kind == FieldValueKind.String)
            value = value.AsString().Trim();
        var index = _fields.FindIndex(field => field.Name == name);
        if (index < 0)
            _fields.Add((name, value, type));
        else
            _fields[index] = (name, value, type);
    }

    /// <summary>Returns what stands below the node under an ID; new if there is nothing yet.</summary>
    public PersonNode Child(string gsid)
    {
        if (!Children.TryGetValue(gsid, out var child))
            Children.Add(gsid, child = new());
        return child;
    }

    /// <summary>Writes the person with everything below.</summary>
    public void WritePerson(Utf8JsonWriter json, GainsightRelationshipShape shape)
    {
        json.WriteStartObject();
        WriteFields(json);
        if (Children.Count > 0)
        {
            json.WriteStartArray("companies"u8);
            foreach (var (gsid, company) in Children)
            {
                json.WriteStartObject();
                json.WriteString("Company_ID"u8, gsid);
                company.WriteFields(json);
                if (shape == GainsightRelationshipShape.InsideCompany)
                    WriteRelationships(json, company.Children);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            if (shape == GainsightRelationshipShape.TopLevel)
                WriteRelationships(json, Children.Values.SelectMany(company => company.Children));
        }

        json.WriteEndObject();
    }

    private static void WriteRelationships(Utf8JsonWriter json, IEnumerable<KeyValuePair<string, PersonNode>> relationships)
    {
        var isFirst = true;
        foreach (var (gsid, relationship) in relationships)
        {
            if (isFirst)
                json.WriteStartArray("relationships"u8);
            isFirst = false;
            json.WriteStartObject();
            json.WriteString("Relationship_ID"u8, gsid);
            relationship.WriteFields(json);
            json.WriteEndObject();
        }

        if (!isFirst)
            json.WriteEndArray();
    }

    private void WriteFields(Utf8JsonWriter json)
    {
        foreach (var (name, value, type) in _fields)
        {
            json.WritePropertyName(name);
            WireValue.Write(json, value, type);
        }
    }
}
