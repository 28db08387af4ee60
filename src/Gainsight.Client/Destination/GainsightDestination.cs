using System.Runtime.CompilerServices;
using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Gainsight as a destination of syncs: companies, relationships, persons and custom objects.</summary>
/// <remarks>
/// <para>
/// <b>Companies, relationships and custom objects</b> are found by the sync key (up to three text, number, e-mail or ID fields; usually the name), then
/// created or updated, 50 a call. What a run knows to exist is updated directly; what is unknown is looked up, by reading all keys once at the
/// start of the run where that takes fewer calls. A creation whose answer was lost is never repeated before it was looked up. Deletions go one a
/// call, by Gainsight ID or by the key; what is gone already counts as deleted, without an effect.
/// </para>
/// <para>
/// <b>References</b> to other objects that are mapped by another field (the CSM by e-mail) are looked up by Gainsight while it writes, which costs no call. When it
/// refuses a batch since one of them leads nowhere, those of the batch are asked for once, and what is not there is caught before it is sent again.
/// </para>
/// <para>
/// <b>Relationships</b> are identified by company and name, or company, type and name. Gainsight takes no reference as an update key, so they are found first and updated by Gainsight ID.
/// The vendor documents an upsert of relationships without its path, so it is not used.
/// </para>
/// <para>
/// <b>Persons</b> are created or updated by e-mail address, with all their companies and relationships that are in the batch, one person a call; that is safe to
/// repeat. Companies and relationships are found by name, many at a time; a record that names none, or several, is rejected.
/// </para>
/// <para>
/// <b>Status.</b> Tested against the emulator only, which was written from the vendor's pages and public clients; not yet against a live tenant. Unverified, the
/// vendor being silent: how relationships of a person are written (<see cref="GainsightClientOptions.RelationshipShape"/>), the answer to the
/// call for a person, what an update without a match and a deletion of what is gone answer, and which fields a relationship cannot do without.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// </remarks>
public sealed class GainsightDestination : SyncDestination
{
    private const int PersonBatchSize = 20;

    // A call a record, as for persons; more records in a batch let more of them share a person and the search for a company.
    private const int AssociationBatchSize = 50;
    private readonly ConditionalWeakTable<SyncPlan, PlanState> _states = [];
    private readonly GainsightApi _api;
    private readonly GainsightClient _client;
    private readonly FieldCatalog _catalog;

    /// <summary>Initializes a destination over a client.</summary>
    /// <param name="client">The client; it stays its owner's to dispose. A mock will not do.</param>
    public GainsightDestination(GainsightClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _api = client.Api;
        _catalog = _api.Catalog;
    }

    /// <inheritdoc/>
    public override string Environment => $"gainsight:{_api.Address.Authority}";

    /// <inheritdoc/>
    public override bool CountsCalls => true;

    /// <inheritdoc/>
    public override async ValueTask<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default) =>
        await _client.TestConnectionAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>
    /// Read live and remembered for <see cref="GainsightClientOptions.FieldsLifetime"/>. Objects that cannot be written are listed with the reason: those of
    /// the system, other standard objects, and custom objects of high volume or whose data is not editable.
    /// </remarks>
    public override async ValueTask<IReadOnlyList<DestinationObject>> ListObjectsAsync(CancellationToken cancellationToken = default)
    {
        var (objects, stop) = await _catalog.ListAsync(QuotaPriority.Bulk, cancellationToken).ConfigureAwait(false);
        if (stop is not null)
            throw stop.SyncException;
        return [.. (objects ?? []).Select(found => SyncedObjects.Describe(found, _api.Options.RequireTransactionalObjects))];
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Read live and remembered for <see cref="GainsightClientOptions.FieldsLifetime"/>. Fields that cannot be written are left out, but for Gsid. The allowed
    /// values of a dropdown are the labels of its active items, and behind them their IDs: Gainsight takes either. Persons at companies and on relationships also have the fields of the person (<c>Person_ID__gr.FirstName</c>) and of the person at the company.
    /// </remarks>
    public override async ValueTask<IReadOnlyList<DestinationField>> ListFieldsAsync(string objectName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objectName);
        var name = SyncedObjects.NameOf(objectName)
            ?? throw new SyncDestinationException(SyncErrorCodes.InvalidConfiguration, $"Gainsight has no object '{objectName}' that can be synced.");
        return await SyncedFields.ListAsync(name, _catalog, _api.Options.CompanyKeyComparison, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask<SyncSpeed> GetSyncSpeedAsync(SyncPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var size = plan.Object.Name == GainsightObjects.PersonName ? PersonBatchSize
            : SyncedObjects.IsPeople(plan.Object.Name) ? AssociationBatchSize
            : ObjectWriter.MaximumRecords;
        return new(new SyncSpeed(size, _api.Options.MaximumParallelBatches));
    }

    /// <inheritdoc/>
    public override async ValueTask PrepareRunAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(forecast);
        var layout = await LayoutOfAsync(plan, cancellationToken).ConfigureAwait(false);

        // What is updated by its Gainsight ID has to be found all the same: to know that it is there saves nothing. What is appended is not asked for.
        if (plan.Operation is SyncOperation.Delete or SyncOperation.Append || plan.Operation == SyncOperation.Update && layout.UpdatesByGsid || StateOf(plan).Keys is { IsFresh: true })
            return;
        if (IsPeople(plan))
        {
            var obstacle = await PeopleBatch.PrepareAsync(
                StateOf(plan).References(_api), new(layout), forecast.Total, QuotaPriority.Bulk, cancellationToken).ConfigureAwait(false);
            if (obstacle is not null)
                throw obstacle.SyncException;
            return;
        }

        var (keys, stop) = await KnownKeys.ReadAsync(_api, layout, forecast.Unknown, QuotaPriority.Bulk, cancellationToken).ConfigureAwait(false);
        if (stop is not null)
            throw stop.SyncException;
        StateOf(plan).Keys = keys;
    }

    /// <inheritdoc/>
    public override ValueTask<SyncEstimate> EstimateAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(forecast);
        return new(RunEstimate.Of(_api.Limiter.Windows, plan, forecast));
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(
        SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(records);
        var layout = await LayoutOfAsync(plan, cancellationToken).ConfigureAwait(false);
        var (batch, resolved) = await ResolveAsync(plan, new(new(layout, records, _api.Refused)), records, cancellationToken).ConfigureAwait(false);
        using (resolved)
            await WriteAsync(plan, batch, cancellationToken).ConfigureAwait(false);

        // Once anything became of any record, the results tell; the next batch meets the obstacle first and throws.
        return batch.Stop is { } stop && !batch.HasResults ? throw stop.SyncException : batch.Results;
    }

    /// <inheritdoc/>
    /// <remarks>Keys that <see cref="PrepareRunAsync"/> read, and that are not older than <see cref="GainsightClientOptions.KnownKeysLifetime"/>, are not asked for again; their answers come without IDs.</remarks>
    public override async ValueTask<IReadOnlyList<FindResult>> FindAsync(
        SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(records);
        var layout = await LayoutOfAsync(plan, cancellationToken).ConfigureAwait(false);
        var found = new FindResult[records.Count];
        if (plan.Object.Name is GainsightObjects.CompanyPersonName or GainsightObjects.RelationshipPersonName)
            return found;

        var (batch, resolved) = await ResolveAsync(plan, new(new(layout, records)), records, cancellationToken).ConfigureAwait(false);
        using (resolved)
        {
            var sound = batch.Stop is null ? batch.TakeSound() : [];
            var unread = StateOf(plan).Keys is { } keys ? keys.Answer(batch.Rows, sound, found) : sound;
            batch.Stop ??= await KeyFinder.FindAsync(_api, batch.Rows, unread, QuotaPriority.Bulk, found, cancellationToken).ConfigureAwait(false);
            return batch.Stop is null ? found : throw batch.Stop.SyncException;
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Values are compared in the form that Gainsight keeps: items of dropdowns by ID, looked-up fields by the field of the other object that the sync names, points in time to the
    /// millisecond, empty text as none. Records of <see cref="GainsightObjects.CompanyPerson"/> and <see cref="GainsightObjects.RelationshipPerson"/> are told apart by e-mail address,
    /// company and relationship, since Gainsight does not keep the id of the source. Conditions on fields of other objects, such as the name of a relationship's company,
    /// are assumed to be understood in queries: the vendor's samples have such fields among those that are read.
    /// </remarks>
    public override async ValueTask<DestinationReader?> OpenReaderAsync(
        SyncPlan plan, IReadOnlyList<int> fields, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(fields);
        var layout = await LayoutOfAsync(plan, cancellationToken).ConfigureAwait(false);
        var columns = await ReadColumns.OfAsync(plan, _catalog, cancellationToken).ConfigureAwait(false);
        var state = StateOf(plan);

        // The keys that were read along save asking for those of records that are then sent.
        var givesKeys = !IsPeople(plan) && _api.Options.KnownKeysLifetime > TimeSpan.Zero && plan.KeyIndexes.All(key => plan.Fields[key].LookupBy is null);
        return new GainsightReader(_api, plan, layout, fields, columns, givesKeys ? keys => state.Keys = keys : null);
    }

    /// <inheritdoc/>
    /// <remarks>Writes an array of calls with method, path and body. Whether an unknown company is created or updated is decided when it is sent.</remarks>
    public override async ValueTask RenderAsync(
        SyncPlan plan, RecordBatch records, Utf8JsonWriter writer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(writer);
        var rows = new ObjectRows(await LayoutOfAsync(plan, cancellationToken).ConfigureAwait(false), records);
        writer.WriteStartArray();
        if (IsPeople(plan))
            CallRendering.WritePersons(writer, rows, _api.Options.RelationshipShape);
        else
            CallRendering.WriteRecords(writer, rows, plan.Operation);
        writer.WriteEndArray();
    }

    private static bool IsPeople(SyncPlan plan) => SyncedObjects.IsPeople(plan.Object.Name);

    // Names in keys become Gainsight IDs. The people look their names up themselves, in two steps.
    private async ValueTask<(WriteBatch Batch, RecordBatch? Records)> ResolveAsync(
        SyncPlan plan, WriteBatch batch, RecordBatch records, CancellationToken cancellationToken) => IsPeople(plan)
            ? (batch, null)
            : await ReferencedRows.ResolveAsync(batch, records, StateOf(plan).References(_api), QuotaPriority.Bulk, cancellationToken).ConfigureAwait(false);

    private async ValueTask WriteAsync(SyncPlan plan, WriteBatch batch, CancellationToken cancellationToken)
    {
        if (batch.IsOver)
            return;
        var state = StateOf(plan);
        if (plan.Operation == SyncOperation.Delete)
        {
            ForgetReferences(batch);
            await new ObjectDeleter(_api, QuotaPriority.Bulk).DeleteAsync(batch, cancellationToken).ConfigureAwait(false);
            return;
        }

        batch.RejectDuplicates();
        if (IsPeople(plan))
        {
            var people = new PeopleBatch(_api, QuotaPriority.Bulk, state.References(_api), new(batch.Rows.Layout), batch);
            await people.UpsertAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await new Upserter(_api, QuotaPriority.Bulk, state.Turns, state.References(_api))
                .WriteAsync(batch, plan.Operation, state.Keys, cancellationToken).ConfigureAwait(false);
        }
    }

    // What belonged to something that is gone is gone as well; and what has a known ID is deleted by that, whatever it belonged to.
    private static void ForgetReferences(WriteBatch batch)
    {
        for (var row = 0; row < batch.Rows.Count; row++)
        {
            if (batch.Results[row].Outcome != RecordOutcome.Rejected)
                continue;
            if (batch.Rows.GsidOf(row) is not null)
                batch.Results[row] = RecordResult.Deferred;
            else if (batch.Results[row].Problem?.Code == SyncErrorCodes.NotFound)
                batch.Results[row] = RecordResult.Succeeded(RecordEffect.None);
        }
    }

    private async ValueTask<ObjectLayout> LayoutOfAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        var state = StateOf(plan);
        return state.Layout ??= await PlanLayout.CreateAsync(plan, _catalog, _api.Options.Lookups, cancellationToken).ConfigureAwait(false);
    }

    private PlanState StateOf(SyncPlan plan) => _states.GetValue(plan, static _ => new());

    // What is kept for as long as the engine keeps the plan.
    private sealed class PlanState
    {
        private ReferenceFinder? _references;

        public ObjectLayout? Layout { get; set; }

        public KnownKeys? Keys { get; set; }

        public SearchTurns Turns { get; } = new();

        public ReferenceFinder References(GainsightApi api) => LazyInitializer.EnsureInitialized(ref _references, () => new(api, keepsAbsent: true));
    }
}
