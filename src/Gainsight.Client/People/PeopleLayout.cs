using Census.Sync;

namespace Gainsight.Client;

/// <summary>Which columns of a sync are the person's, those of the person at a company, and those of the person on a relationship.</summary>
internal sealed class PeopleLayout
{
    public const string EmailField = "Email";
    public const string CompanyField = "Company_ID";
    public const string RelationshipField = "Relationship_ID";

    // The vendor's own way to name a field of what another field refers to.
    public const string OfPerson = "Person_ID__gr.";
    public const string OfCompanyPerson = "Company_Person_ID__gr.";
    private readonly (int Column, string Name)[] _person;
    private readonly (int Column, string Name)[] _company;
    private readonly (int Column, string Name)[] _relationship;

    public PeopleLayout(ObjectLayout layout)
    {
        Layout = layout;
        List<(int, string)> person = [], company = [], relationship = [];
        (Email, Company, Relationship) = (-1, -1, -1);
        for (var i = 0; i < layout.Columns.Count; i++)
        {
            var name = layout.Columns[i].Name;
            switch (layout.ObjectName)
            {
                case var _ when name == EmailField:
                    Email = i;
                    person.Add((i, name));
                    break;
                case GainsightObjects.PersonName:
                    person.Add((i, name));
                    break;
                case var _ when name == GainsightObjects.SourceIdField:
                    break;
                case var _ when name == CompanyField:
                    Company = i;
                    break;
                case var _ when name.StartsWith(OfPerson, StringComparison.Ordinal):
                    person.Add((i, name[OfPerson.Length..]));
                    break;
                case GainsightObjects.CompanyPersonName:
                    company.Add((i, name));
                    break;
                case var _ when name == RelationshipField:
                    Relationship = i;
                    break;
                case var _ when name.StartsWith(OfCompanyPerson, StringComparison.Ordinal):
                    company.Add((i, name[OfCompanyPerson.Length..]));
                    break;
                default:
                    relationship.Add((i, name));
                    break;
            }
        }

        (_person, _company, _relationship) = ([.. person], [.. company], [.. relationship]);
    }

    public ObjectLayout Layout { get; }

    public int Email { get; }

    /// <summary>Gets the column of the company; below zero for persons alone.</summary>
    public int Company { get; }

    /// <summary>Gets the column of the relationship; below zero where there is none.</summary>
    public int Relationship { get; }

    /// <summary>Adds a record to the person that it is about. Where several records set one field, the last one wins, as it would call by call.</summary>
    public void AddTo(PersonNode person, ReadOnlySpan<FieldValue> values, string? companyGsid, string? relationshipGsid)
    {
        Set(person, _person, values);
        if (companyGsid is null)
            return;
        var company = person.Child(companyGsid);
        Set(company, _company, values);
        if (relationshipGsid is not null)
            Set(company.Child(relationshipGsid), _relationship, values);
    }

    /// <summary>Finds a reference that a record lacks.</summary>
    public RecordProblem? FindMissing(ReadOnlySpan<FieldValue> values)
    {
        foreach (var column in (ReadOnlySpan<int>)[Email, Company, Relationship])
        {
            if (column >= 0 && (!values[column].HasValue || string.IsNullOrWhiteSpace(values[column].ToText())))
                return RecordProblems.Required(Layout.Columns[column].Name);
        }

        return null;
    }

    private void Set(PersonNode node, (int Column, string Name)[] fields, ReadOnlySpan<FieldValue> values)
    {
        foreach (var (column, name) in fields)
            node.Set(name, values[column], Layout.Columns[column].Field.Type);
    }
}
