using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>The companies of a tenant.</summary>
/// <remarks>
/// <para>
/// Writes of more than 50 companies are split into calls of 50. A company that Gainsight refuses is found and reported; the others go through. What stops the
/// work as a whole (a refused key, an exhausted quota) is thrown if nothing was written, and else reported beside the results.
/// </para>
/// <para>https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Company_and_Relationship_API/Company_API_Documentation.</para>
/// </remarks>
public class GainsightCompanies
{
    private const string ObjectName = GainsightObjects.CompanyName;
    private readonly GainsightApi? _api;
    private readonly GainsightObject<GainsightCompany>? _object;

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected GainsightCompanies()
    {
    }

    internal GainsightCompanies(GainsightApi api)
    {
        _api = api;
        _object = new(api, ObjectName, static () => new(), "Name");
    }

    private GainsightApi Api => _api ?? throw Mocked();

    private GainsightObject<GainsightCompany> Object => _object ?? throw Mocked();

    /// <summary>Creates companies, without looking whether they exist.</summary>
    /// <param name="companies">The companies.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a company. One whose answer was lost is unknown: it is never sent twice.</returns>
    /// <exception cref="GainsightException">Nothing was written, and no company is to blame.</exception>
    public virtual Task<GainsightWriteReport> InsertAsync(IReadOnlyList<GainsightCompany> companies, CancellationToken cancellationToken = default) =>
        Object.InsertAsync(companies, cancellationToken);

    /// <summary>Updates companies that exist.</summary>
    /// <param name="companies">The companies, each with the key fields.</param>
    /// <param name="keys">The fields that tell which company is meant: one to three text, number, e-mail or ID fields, all of which have to match.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a company; one that Gainsight does not hold is not found. Companies of one key are all rejected.</returns>
    /// <exception cref="GainsightException">Nothing was written, and no company is to blame.</exception>
    /// <remarks>Assumed, not documented by the vendor: if several companies match, all of them are updated.</remarks>
    public virtual Task<GainsightWriteReport> UpdateAsync(
        IReadOnlyList<GainsightCompany> companies, IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        Object.UpdateAsync(companies, keys, cancellationToken);

    /// <summary>Creates companies that are absent and updates those that are present. Gainsight has no such call: they are looked up first.</summary>
    /// <param name="companies">The companies, each with the key.</param>
    /// <param name="key">The field that tells which company is meant.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a company. Companies of one key are all rejected; so is one whose key several companies have, unless the options say otherwise.</returns>
    /// <exception cref="GainsightException">Nothing was written, and no company is to blame.</exception>
    /// <remarks>Two callers that create the same company at the same time may both succeed: Gainsight does not keep names unique.</remarks>
    public virtual Task<GainsightWriteReport> UpsertAsync(
        IReadOnlyList<GainsightCompany> companies, string key = "Name", CancellationToken cancellationToken = default) =>
        UpsertAsync(companies, [key], cancellationToken);

    /// <inheritdoc cref="UpsertAsync(IReadOnlyList{GainsightCompany}, string, CancellationToken)"/>
    /// <param name="companies">The companies, each with the key fields.</param>
    /// <param name="keys">The fields that tell which company is meant: one to three text, number, e-mail or ID fields, all of which have to match.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <exception cref="ArgumentException">There are no key fields, more than three, or one twice.</exception>
    /// <exception cref="GainsightException">Nothing was written, and no company is to blame.</exception>
    public virtual Task<GainsightWriteReport> UpsertAsync(
        IReadOnlyList<GainsightCompany> companies, IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        Object.UpsertAsync(companies, keys, cancellationToken);

    /// <summary>Reads companies, page by page as they are asked for.</summary>
    /// <param name="query">Which ones; all of them, with their names, by default.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The query is not valid.</exception>
    /// <exception cref="GainsightException">A call failed.</exception>
    public virtual IAsyncEnumerable<GainsightCompany> QueryAsync(GainsightQuery? query = null, CancellationToken cancellationToken = default) =>
        QueryPages.ReadAllAsync(Api, ObjectName, (query ?? new()).Checked(), ReadPage, cancellationToken);

    /// <summary>Reads one page of companies, of <see cref="GainsightQuery.PageSize"/> at most.</summary>
    /// <param name="query">Which ones. Its <see cref="GainsightQuery.Limit"/> is for a whole enumeration and means nothing here.</param>
    /// <param name="token">The token of the page before; null for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="ArgumentException">The query is not valid, or the token is not of it.</exception>
    /// <exception cref="GainsightException">The call failed.</exception>
    public virtual async Task<GainsightPage<GainsightCompany>> GetPageAsync(
        GainsightQuery query, string? token = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        query = query.Checked();
        return await QueryPages.ReadAsync(Api, ObjectName, query, token, query.PageSize, ReadPage, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a company.</summary>
    /// <param name="gsid">The Gainsight ID.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The company with all its fields; null if there is none.</returns>
    /// <exception cref="GainsightException">The call failed.</exception>
    public virtual Task<GainsightCompany?> GetAsync(string gsid, CancellationToken cancellationToken = default) => Object.GetAsync(gsid, cancellationToken);

    /// <summary>Deletes a company.</summary>
    /// <param name="gsid">The Gainsight ID.</param>
    /// <param name="cancellationToken">Ends the call; the company may have been deleted.</param>
    /// <returns>False if there is none with this ID.</returns>
    /// <exception cref="GainsightException">The call failed.</exception>
    public virtual Task<bool> DeleteAsync(string gsid, CancellationToken cancellationToken = default) => Object.DeleteAsync(gsid, cancellationToken);

    private static NotSupportedException Mocked() => new("A mock has to override this member.");

    private static (List<GainsightCompany> Records, string? LastId) ReadPage(ReadOnlySpan<byte> data)
    {
        var companies = RecordReader.ReadAll(data, static () => new GainsightCompany(), static (company, field, value) => company.SetRead(field, value));
        return (companies, companies.Count == 0 ? null : companies[^1].Gsid);
    }
}
