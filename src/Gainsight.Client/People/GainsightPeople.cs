using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>The persons of a tenant.</summary>
/// <remarks>https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Person_API/People_API_Documentation.</remarks>
public class GainsightPeople
{
    private readonly GainsightApi? _api;
    private readonly ReferenceFinder? _references;

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected GainsightPeople()
    {
    }

    internal GainsightPeople(GainsightApi api)
    {
        _api = api;
        _references = new(api, keepsAbsent: false);
    }

    /// <summary>
    /// Creates persons that are absent and updates those that are present, by e-mail address, with their companies and relationships; one call a person.
    /// </summary>
    /// <param name="people">The persons.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a person. Persons of one address are all rejected; so is one with a company that does not exist, or whose name several have.</returns>
    /// <exception cref="ArgumentException">A person has a field of <see cref="GainsightRecord.SetReference"/>.</exception>
    /// <exception cref="GainsightException">Nothing was written, and no person is to blame.</exception>
    /// <remarks>
    /// Companies and relationships that are given by name are looked up, 50 names a call, and remembered for
    /// <see cref="GainsightClientOptions.ReferencesLifetime"/>. They have to exist. What is not mentioned stays as it is: no association is taken away.
    /// </remarks>
    public virtual async Task<GainsightWriteReport> UpsertAsync(IReadOnlyList<GainsightPerson> people, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(people);
        var api = _api ?? throw new NotSupportedException("A mock has to override this member.");
        if (people.Any(person => person.HasReferences || person.Companies.Any(company => company.HasReferences || company.Relationships.Any(relationship => relationship.HasReferences))))
            throw new ArgumentException("How Gainsight looks references of persons up is not published: set the Gainsight ID.", nameof(people));
        var (records, layout) = TypedRows.Create(people, GainsightObjects.PersonName, ["Email"], KeyComparison.Email, api.Options.Lookups);
        using (records)
        {
            var batch = new WriteBatch(new(layout, records));
            batch.RejectDuplicates();
            var tree = new PersonTree(_references!, people, batch);
            await tree.ResolveAsync(cancellationToken).ConfigureAwait(false);
            int[][] groups = batch.IsOver ? [] : [.. batch.TakeSound().Select(row => new[] { row })];
            await new PersonWriter(api, QuotaPriority.Interactive).UpsertAsync(
                batch, groups, (rows, isAlone) => tree.Build(rows[0], isAlone), static (_, answer) => answer.Gsid, cancellationToken).ConfigureAwait(false);
            if (batch.Stop is { } stop && !batch.HasResults)
                throw stop.Exception;
            return new([.. batch.Results.Select(GainsightWriteResult.Of)], batch.Stop?.Exception);
        }
    }

    /// <inheritdoc cref="UpsertAsync(IReadOnlyList{GainsightPerson}, CancellationToken)"/>
    /// <param name="person">The person.</param>
    /// <param name="cancellationToken">Ends the call; the person may have been written.</param>
    /// <returns>What became of the person.</returns>
    public virtual async Task<GainsightWriteResult> UpsertAsync(GainsightPerson person, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        var report = await UpsertAsync([person], cancellationToken).ConfigureAwait(false);
        return report.Results[0];
    }
}
