using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Makes typed persons ready to be sent: finds the companies and relationships that are given by name.</summary>
internal sealed class PersonTree(ReferenceFinder references, IReadOnlyList<GainsightPerson> people, WriteBatch batch)
{
    private readonly Dictionary<GainsightRecord, string> _gsids = new(ReferenceEqualityComparer.Instance);

    /// <summary>Finds what persons refer to by name. A person with a name that leads nowhere is rejected.</summary>
    public async ValueTask ResolveAsync(CancellationToken cancellationToken)
    {
        var sound = batch.TakeSound();
        List<(int Row, GainsightRecord Record, string? Within, string? Gsid, string? Name)> companies =
            [.. sound.SelectMany(row => people[row].Companies.Select(company => (row, (GainsightRecord)company, (string?)null, company.CompanyId, company.CompanyName)))];
        await FindAsync(companies, PeopleLayout.CompanyField, references.TargetOf(GainsightObjects.CompanyName, "Name"), cancellationToken).ConfigureAwait(false);
        if (batch.IsOver)
            return;
        List<(int Row, GainsightRecord Record, string? Within, string? Gsid, string? Name)> relationships =
        [
            .. sound.SelectMany(row => people[row].Companies.Where(_gsids.ContainsKey).SelectMany(company => company.Relationships.Select(
                relationship => (row, (GainsightRecord)relationship, (string?)_gsids[company], relationship.RelationshipId, relationship.RelationshipName)))),
        ];
        var target = references.TargetOf(GainsightObjects.RelationshipName, "CompanyId", "Name");
        await FindAsync(relationships, PeopleLayout.RelationshipField, target, cancellationToken).ConfigureAwait(false);
    }

    public PersonNode Build(int row, bool isAlone)
    {
        var node = new PersonNode();
        SetFields(node, people[row], except: null);
        foreach (var company in isAlone ? [] : people[row].Companies)
        {
            var at = node.Child(_gsids[company]);
            SetFields(at, company, PeopleLayout.CompanyField);
            foreach (var relationship in company.Relationships)
                SetFields(at.Child(_gsids[relationship]), relationship, PeopleLayout.RelationshipField);
        }

        return node;
    }

    private static void SetFields(PersonNode node, GainsightRecord record, string? except)
    {
        // What was copied from another record may hold fields that Gainsight sets itself; they are not sent.
        foreach (var field in record.FieldNames)
        {
            if (field != except && !TypedRows.IsSystemField(field))
                node.Set(field, record[field], FieldType.Any);
        }
    }

    private async ValueTask FindAsync(
        List<(int Row, GainsightRecord Record, string? Within, string? Gsid, string? Name)> wanted, string field, ObjectLayout target, CancellationToken cancellationToken)
    {
        using var keys = new RecordBatch(new RecordSchema([.. target.KeyNames]), Math.Max(1, wanted.Count));
        List<int> asked = [];
        for (var i = 0; i < wanted.Count; i++)
        {
            var (row, record, within, gsid, name) = wanted[i];
            if (!string.IsNullOrWhiteSpace(gsid))
            {
                _gsids[record] = gsid;
            }
            else if (string.IsNullOrWhiteSpace(name))
            {
                batch.Results[row] = RecordResult.Rejected(RecordProblems.Required(field));
            }
            else
            {
                var key = keys.Add();
                key[0] = within ?? name;
                key[^1] = name;
                asked.Add(i);
            }
        }

        var found = new FindResult[asked.Count];
        batch.Stop = await references.FindAsync(target, keys, QuotaPriority.Interactive, found, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < asked.Count && batch.Stop is null; i++)
        {
            var (row, record, _, _, _) = wanted[asked[i]];
            if (found[i].DestinationId is { } gsid)
                _gsids[record] = gsid;
            else
                batch.Results[row] = RecordResult.Rejected(found[i].Outcome == FindOutcome.Absent
                    ? RecordProblems.NoSuchReference(field, target.ObjectName)
                    : RecordProblems.AmbiguousReference(field, target.ObjectName));
        }
    }
}
