using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>An object of a tenant whose records can be created, updated and deleted: relationships, and custom objects of low volume.</summary>
/// <typeparam name="TRecord">The type of its records.</typeparam>
/// <remarks>
/// <para>
/// Writes of more than 50 records are split into calls of 50. A record that Gainsight refuses is found and reported; the others go through. What stops the
/// work as a whole (a refused key, an exhausted quota, an object that cannot be written) is thrown if nothing was written, and else reported beside the results.
/// </para>
/// <para>
/// Relationships: Gainsight documents an upsert without its path, so <see cref="UpsertAsync"/> finds, creates and updates. Not verified with a live tenant.
/// </para>
/// <para>https://support.gainsight.com/gainsight_nxt/API_and_Developer_Docs/Custom_Object_API/Gainsight_Custom_Object_API_Documentation.</para>
/// </remarks>
public class GainsightObject<TRecord>
    where TRecord : GainsightRecord
{
    private readonly GainsightApi? _api;
    private readonly Func<TRecord> _create = null!;
    private readonly IReadOnlyList<string> _needed = [];

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected GainsightObject()
    {
    }

    /// <param name="api">The tenant.</param>
    /// <param name="name">The API name.</param>
    /// <param name="create">Makes an empty record.</param>
    /// <param name="needed">The fields that no record can be created without.</param>
    internal GainsightObject(GainsightApi api, string name, Func<TRecord> create, params IReadOnlyList<string> needed) =>
        (_api, Name, _create, _needed) = (api, name, create, needed);

    /// <summary>Gets the API name of the object.</summary>
    public virtual string Name { get; } = "";

    private GainsightApi Api => _api ?? throw new NotSupportedException("A mock has to override this member.");

    /// <summary>Creates records, without looking whether they exist.</summary>
    /// <param name="records">The records.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a record. One whose answer was lost is unknown: it is never sent twice.</returns>
    /// <exception cref="GainsightException">Nothing was written, and no record is to blame.</exception>
    public virtual Task<GainsightWriteReport> InsertAsync(IReadOnlyList<TRecord> records, CancellationToken cancellationToken = default) => WriteAsync(
        records, _needed, (batch, cancel) => new ObjectWriter(Api, QuotaPriority.Interactive, new()).InsertAsync(batch, batch.TakeSound(), cancel), cancellationToken, findsByKey: false);

    /// <summary>Updates records that exist.</summary>
    /// <param name="records">The records, each with the key fields.</param>
    /// <param name="keys">
    /// The fields that tell which record is meant: one to three text, number, e-mail or ID fields, all of which have to match. Of a relationship also
    /// <c>CompanyId</c>: it is found first and updated by its Gainsight ID.
    /// </param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a record; one that Gainsight does not hold is not found. Records of one key are all rejected.</returns>
    /// <exception cref="ArgumentException">There are no key fields, more than three, or one twice.</exception>
    /// <exception cref="GainsightException">Nothing was written, and no record is to blame.</exception>
    /// <remarks>Assumed, not documented by the vendor: if several records match, all of them are updated.</remarks>
    public virtual Task<GainsightWriteReport> UpdateAsync(
        IReadOnlyList<TRecord> records, IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        WriteAsync(records, Checked(keys), async (batch, cancel) =>
        {
            batch.RejectDuplicates();
            if (batch.Rows.Layout.UpdatesByGsid)
            {
                await new Upserter(Api, QuotaPriority.Interactive, new()).WriteAsync(batch, SyncOperation.Update, known: null, cancel).ConfigureAwait(false);
                return;
            }

            List<int> missing = [];
            await new ObjectWriter(Api, QuotaPriority.Interactive, new()).UpdateAsync(batch, batch.TakeSound(), missing, cancel).ConfigureAwait(false);
            batch.Set([.. missing], RecordResult.Skipped(RecordProblems.NotFound));
        }, cancellationToken);

    /// <summary>Creates records that are absent and updates those that are present. Gainsight has no such call: they are looked up first.</summary>
    /// <param name="records">The records, each with the key fields.</param>
    /// <param name="keys">The fields that tell which record is meant, as for an update; <c>CompanyId</c> and <c>Name</c> of a relationship.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been written.</param>
    /// <returns>One result a record. Records of one key are all rejected; so is one whose key several records have, unless the options say otherwise.</returns>
    /// <exception cref="ArgumentException">There are no key fields, more than three, or one twice.</exception>
    /// <exception cref="GainsightException">Nothing was written, and no record is to blame.</exception>
    /// <remarks>Two callers that create the same record at the same time may both succeed: Gainsight does not keep keys unique.</remarks>
    public virtual Task<GainsightWriteReport> UpsertAsync(
        IReadOnlyList<TRecord> records, IReadOnlyList<string> keys, CancellationToken cancellationToken = default) =>
        WriteAsync(records, Checked(keys), async (batch, cancel) =>
        {
            batch.RejectDuplicates();
            var (known, stop) = await KnownKeys.ReadAsync(Api, batch.Rows.Layout, batch.Rows.Count, QuotaPriority.Interactive, cancel).ConfigureAwait(false);
            batch.Stop = stop;
            if (stop is null)
                await new Upserter(Api, QuotaPriority.Interactive, new()).WriteAsync(batch, SyncOperation.Upsert, known, cancel).ConfigureAwait(false);
        }, cancellationToken);

    /// <summary>Reads a record.</summary>
    /// <param name="gsid">The Gainsight ID.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The record with all its fields; null if there is none.</returns>
    /// <exception cref="GainsightException">The call failed.</exception>
    public virtual async Task<TRecord?> GetAsync(string gsid, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(gsid);
        if (!ObjectDeleter.CanBeId(gsid))
            return null;
        using var reply = await Api.SendAsync(
            new($"gainsight.{Name.ToLowerInvariant()}.get", RepeatRule.Safe) { Priority = QuotaPriority.Interactive },
            HttpMethod.Get,
            ObjectDeleter.PathOf(Name, gsid),
            null,
            cancellationToken).ConfigureAwait(false);
        if (reply.End == CallEnd.Refused && reply.ErrorCode == GainsightErrorCode.InvalidGsid)
            return null;
        return ObjectQuery.IsRead(reply)
            ? RecordReader.ReadAll(reply.Data.Span, _create, static (record, field, value) => record.SetRead(field, value)).FirstOrDefault()
            : throw Failures.ToException(reply, Api.Address);
    }

    /// <summary>Deletes a record.</summary>
    /// <param name="gsid">The Gainsight ID.</param>
    /// <param name="cancellationToken">Ends the call; the record may have been deleted.</param>
    /// <returns>False if there is none with this ID.</returns>
    /// <exception cref="GainsightException">The call failed.</exception>
    public virtual async Task<bool> DeleteAsync(string gsid, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(gsid);
        if (!ObjectDeleter.CanBeId(gsid))
            return false;
        using var reply = await ObjectDeleter.SendAsync(Api, Name, gsid, QuotaPriority.Interactive, cancellationToken).ConfigureAwait(false);

        // Not there: perhaps because an attempt whose answer was lost deleted it.
        return reply.End == CallEnd.Succeeded || (ObjectDeleter.IsGone(reply) ? reply.MayHaveBeenProcessed : throw Failures.ToException(reply, Api.Address));
    }

    private static IReadOnlyList<string> Checked(IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Count, ObjectLayout.MaximumKeys);
        if (keys.Any(string.IsNullOrWhiteSpace) || keys.Distinct(StringComparer.Ordinal).Count() < keys.Count)
            throw new ArgumentException("Name each key field, and once.", nameof(keys));
        return keys;
    }

    private async Task<GainsightWriteReport> WriteAsync(
        IReadOnlyList<TRecord> records,
        IReadOnlyList<string> keys,
        Func<WriteBatch, CancellationToken, ValueTask> write,
        CancellationToken cancellationToken,
        bool findsByKey = true)
    {
        ArgumentNullException.ThrowIfNull(records);
        var (rows, layout) = TypedRows.Create(records, Name, keys, Api.Options.CompanyKeyComparison, Api.Options.Lookups, findsByKey);
        using (rows)
        {
            var (batch, resolved) = await ReferencedRows.ResolveAsync(
                new(new(layout, rows, Api.Refused)), rows, new(Api, keepsAbsent: false), QuotaPriority.Interactive, cancellationToken).ConfigureAwait(false);
            using (resolved)
            {
                if (!batch.IsOver)
                    await write(batch, cancellationToken).ConfigureAwait(false);
            }

            if (batch.Stop is { } stop && !batch.HasResults)
                throw stop.Exception;
            return new([.. batch.Results.Select(GainsightWriteResult.Of)], batch.Stop?.Exception);
        }
    }
}
