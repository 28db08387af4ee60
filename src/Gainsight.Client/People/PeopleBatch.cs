using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Writes a batch of a sync to the persons, one call for all records about one person.</summary>
internal sealed class PeopleBatch(GainsightApi api, QuotaPriority priority, ReferenceFinder references, PeopleLayout layout, WriteBatch batch)
{
    private string?[] _companies = [];
    private string?[] _relationships = [];

    public async ValueTask UpsertAsync(CancellationToken cancellationToken)
    {
        foreach (var row in batch.TakeSound())
        {
            if (layout.FindMissing(batch.Rows.ValuesOf(row)) is { } problem)
                batch.Results[row] = RecordResult.Rejected(problem);
        }

        _companies = await FindAsync(layout.Company, GainsightObjects.CompanyName, null, cancellationToken).ConfigureAwait(false);
        if (!batch.IsOver)
            _relationships = await FindAsync(layout.Relationship, GainsightObjects.RelationshipName, _companies, cancellationToken).ConfigureAwait(false);
        if (batch.IsOver)
            return;

        var groups = Group();
        await new PersonWriter(api, priority).UpsertAsync(batch, groups, Build, GsidOf, cancellationToken).ConfigureAwait(false);
        NoteOthers(groups);
    }

    /// <summary>Finds all companies and relationships at once at the start of a run, if that is cheaper.</summary>
    public static async ValueTask<Stop?> PrepareAsync(
        ReferenceFinder references, PeopleLayout layout, long records, QuotaPriority priority, CancellationToken cancellationToken)
    {
        Stop? stop = null;
        if (TargetOf(references, layout, layout.Company, GainsightObjects.CompanyName) is { } companies)
            stop = await references.ReadAllAsync(companies, records, priority, cancellationToken).ConfigureAwait(false);
        if (stop is null && TargetOf(references, layout, layout.Relationship, GainsightObjects.RelationshipName) is { } relationships)
            stop = await references.ReadAllAsync(relationships, records, priority, cancellationToken).ConfigureAwait(false);
        return stop;
    }

    /// <summary>Builds the persons of records without looking anything up: for a reference by name the name stands where its ID will.</summary>
    public static IEnumerable<PersonNode> Show(PeopleLayout layout, ObjectRows rows)
    {
        var sound = Enumerable.Range(0, rows.Count).Where(row => rows.FindProblem(row) is null && layout.FindMissing(rows.ValuesOf(row)) is null);
        foreach (var group in GroupsOf(layout, rows, sound))
        {
            var person = new PersonNode();
            foreach (var row in group)
                layout.AddTo(person, rows.ValuesOf(row), TextOf(rows, row, layout.Company), TextOf(rows, row, layout.Relationship));
            yield return person;
        }
    }

    private static string? TextOf(ObjectRows rows, int row, int column) => column >= 0 && rows.ValuesOf(row)[column] is { HasValue: true } value ? value.ToText() : null;

    private static IEnumerable<IGrouping<string, int>> GroupsOf(PeopleLayout layout, ObjectRows rows, IEnumerable<int> wanted) => wanted.GroupBy(
        row => rows.ValuesOf(row)[layout.Email].HasValue ? rows.ValuesOf(row)[layout.Email].ToText().Trim().ToUpperInvariant() : "", StringComparer.Ordinal);

    // Null if the IDs themselves are in the records.
    private static ObjectLayout? TargetOf(ReferenceFinder references, PeopleLayout layout, int column, string objectName) =>
        column < 0 || layout.Layout.Columns[column].LookupBy is not { } by ? null
        : objectName == GainsightObjects.RelationshipName ? references.TargetOf(objectName, "CompanyId", by)
        : references.TargetOf(objectName, by);

    private async ValueTask<string?[]> FindAsync(int column, string objectName, string?[]? within, CancellationToken cancellationToken)
    {
        if (TargetOf(references, layout, column, objectName) is { } target)
            return await ReferencedRows.FindAsync(batch, references, column, target, priority, within, cancellationToken).ConfigureAwait(false);
        var ids = new string?[batch.Rows.Count];
        for (var row = 0; row < ids.Length && column >= 0; row++)
            ids[row] = TextOf(batch.Rows, row, column);
        return ids;
    }

    private List<int[]> Group()
    {
        int[] sound = [.. Enumerable.Range(0, batch.Rows.Count).Where(row => batch.Results[row].Outcome == RecordOutcome.Deferred)];
        List<int[]> groups = [];
        foreach (var group in GroupsOf(layout, batch.Rows, sound))
        {
            // Two records about the same person at the same place: which of them should win is not known.
            foreach (var twins in group.GroupBy(row => (_companies[row], _relationships[row])).Where(twins => twins.Count() > 1))
                batch.Set([.. twins], RecordResult.Rejected(RecordProblems.DuplicateKey));
            int[] left = [.. group.Where(row => batch.Results[row].Outcome == RecordOutcome.Deferred)];
            if (left.Length > 0)
                groups.Add(left);
        }

        return groups;
    }

    private PersonNode Build(IReadOnlyList<int> rows, bool isAlone)
    {
        var person = new PersonNode();
        foreach (var row in rows)
            layout.AddTo(person, batch.Rows.ValuesOf(row), isAlone ? null : _companies[row], _relationships[row]);
        return person;
    }

    private string? GsidOf(int row, PersonAnswer answer) =>
        _relationships[row] is { } relationship ? answer.GsidOfRelationship(relationship)
        : _companies[row] is { } company ? answer.GsidOfCompany(company)
        : answer.Gsid;

    // The record that the engine remembers is another one: the e-mail address changed, which makes another person, and the former stays at the company.
    private void NoteOthers(List<int[]> groups)
    {
        var others = 0;
        foreach (var row in groups.SelectMany(group => group))
        {
            if (batch.Rows.DestinationIdOf(row) is not { } known || batch.Results[row] is not { Outcome: RecordOutcome.Succeeded, DestinationId: { } gsid } || gsid == known)
                continue;
            batch.Results[row] = RecordResult.Succeeded(RecordEffect.Created, gsid);
            others++;
        }

        if (others > 0)
            api.Logger.OtherRecords(others, layout.Layout.ObjectName);
    }
}
