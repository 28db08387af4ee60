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

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected GainsightCompanies()
    {
    }

    internal GainsightCompanies(GainsightApi api) => _api = api;

    private GainsightApi Api => _api ?? throw new NotSupportedException("A mock has to override this member.");

    /// <summary>Creates companies, without looking whether they exist.</summary>
    /// <param name="companies">The companies.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a company. One whose answer was lost is unknown: it is never sent twice.</returns>
    /// <exception cref="GainsightException">Nothing was written, and no company is to blame.</exception>
    public virtual Task<GainsightWriteReport> InsertAsync(IReadOnlyList<GainsightCompany> companies, CancellationToken cancellationToken = default) =>
        WriteAsync(
            companies,
            ["Name"],
            (batch, cancel) => new ObjectWriter(Api, QuotaPriority.Interactive).InsertAsync(batch, batch.TakeSound(), cancel),
            cancellationToken);

    /// <summary>Updates companies that exist.</summary>
    /// <param name="companies">The companies, each with the key fields.</param>
    /// <param name="keys">The fields that tell which company is meant: one to three text, number, e-mail or ID fields, all of which have to match.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a company; one that Gainsight does not hold is not found. Companies of one key are all rejected.</returns>
    /// <exception cref="GainsightException">Nothing was written, and no company is to blame.</exception>
    /// <remarks>Assumed, not documented by the vendor: if several companies match, all of them are updated.</remarks>
    public virtual Task<GainsightWriteReport> UpdateAsync(
        IReadOnlyList<GainsightCompany> companies, IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        WriteAsync(companies, keys, async (batch, cancel) =>
        {
            batch.RejectDuplicates();
            List<int> missing = [];
            await new ObjectWriter(Api, QuotaPriority.Interactive).UpdateAsync(batch, batch.TakeSound(), missing, cancel).ConfigureAwait(false);
            batch.Set([.. missing], RecordResult.Skipped(RecordProblems.NotFound));
        }, cancellationToken);

    /// <summary>Creates companies that are absent and updates those that are present. Gainsight has no such call: they are looked up first.</summary>
    /// <param name="companies">The companies, each with the key.</param>
    /// <param name="key">The field that tells which company is meant.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a company. Companies of one key are all rejected; so is one whose key several companies have, unless the options say otherwise.</returns>
    /// <exception cref="GainsightException">Nothing was written, and no company is to blame.</exception>
    /// <remarks>Two callers that create the same company at the same time may both succeed: Gainsight does not keep names unique.</remarks>
    public virtual Task<GainsightWriteReport> UpsertAsync(
        IReadOnlyList<GainsightCompany> companies, string key = "Name", CancellationToken cancellationToken = default) =>
        WriteAsync(companies, [key], async (batch, cancel) =>
        {
            batch.RejectDuplicates();
            var (known, stop) = await KnownKeys.ReadAsync(Api, batch.Rows.Layout, batch.Rows.Count, QuotaPriority.Interactive, cancel).ConfigureAwait(false);
            batch.Stop = stop;
            if (stop is null)
                await new Upserter(Api, QuotaPriority.Interactive).WriteAsync(batch, SyncOperation.Upsert, known, cancel).ConfigureAwait(false);
        }, cancellationToken);

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
    public virtual async Task<GainsightCompany?> GetAsync(string gsid, CancellationToken cancellationToken = default)
    {
        using var reply = await SendAsync("get", HttpMethod.Get, gsid, cancellationToken).ConfigureAwait(false);
        if (reply.End == CallEnd.Refused && reply.ErrorCode == GainsightErrorCode.InvalidGsid)
            return null;
        return ObjectQuery.IsRead(reply) ? ReadPage(reply.Data.Span).Records.FirstOrDefault() : throw Failures.ToException(reply, Api.Address);
    }

    /// <summary>Deletes a company.</summary>
    /// <param name="gsid">The Gainsight ID.</param>
    /// <param name="cancellationToken">Ends the call; the company may have been deleted.</param>
    /// <returns>False if there is none with this ID.</returns>
    /// <exception cref="GainsightException">The call failed.</exception>
    public virtual async Task<bool> DeleteAsync(string gsid, CancellationToken cancellationToken = default)
    {
        using var reply = await SendAsync("delete", HttpMethod.Delete, gsid, cancellationToken).ConfigureAwait(false);
        if (reply.End == CallEnd.Succeeded)
            return true;
        if (reply.End != CallEnd.Refused || reply.ErrorCode != GainsightErrorCode.InvalidGsid && reply.ErrorCode != GainsightErrorCode.NoMatch)
            throw Failures.ToException(reply, Api.Address);

        // Not there: perhaps because an attempt whose answer was lost deleted it.
        return reply.MayHaveBeenProcessed;
    }

    private async ValueTask<GainsightReply> SendAsync(string operation, HttpMethod method, string gsid, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(gsid);
        return await Api.SendAsync(
            new($"gainsight.company.{operation}", RepeatRule.Safe) { Priority = QuotaPriority.Interactive },
            method,
            $"v1/data/objects/{ObjectName}/{Uri.EscapeDataString(gsid)}",
            null,
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<GainsightWriteReport> WriteAsync(
        IReadOnlyList<GainsightCompany> companies,
        IReadOnlyList<string> keys,
        Func<WriteBatch, CancellationToken, ValueTask> write,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(companies);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, ObjectLayout.MaximumKeys);
        var (records, layout) = TypedRows.Create(companies, ObjectName, keys, Api.Options.CompanyKeyComparison);
        using (records)
        {
            var batch = new WriteBatch(new(layout, records));
            await write(batch, cancellationToken).ConfigureAwait(false);
            if (batch.Stop is { } stop && !batch.HasResults)
                throw stop.Exception;
            return new([.. batch.Results.Select(GainsightWriteResult.Of)], batch.Stop?.Exception);
        }
    }

    private static (List<GainsightCompany> Records, string? LastId) ReadPage(ReadOnlySpan<byte> data)
    {
        var companies = RecordReader.ReadAll(data, static () => new GainsightCompany(), static (company, field, value) => company[field] = value);
        return (companies, companies.Count == 0 ? null : companies[^1].Gsid);
    }
}
