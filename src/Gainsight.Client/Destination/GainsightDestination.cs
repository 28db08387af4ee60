using System.Runtime.CompilerServices;
using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;

namespace Gainsight.Client;

/// <summary>Gainsight as a destination of syncs: companies and persons.</summary>
/// <remarks>
/// <para>
/// <b>Companies</b> are found by the sync key (up to three text, number, e-mail or ID fields; usually the name), then created or updated, 50 a call. What
/// a run knows to exist is updated directly; what is unknown is looked up, by reading all keys once at the start of the run where that takes fewer
/// calls. A creation whose answer was lost is never repeated before it was looked up.
/// </para>
/// <para><b>Persons</b> are created or updated by e-mail address, one a call; that is safe to repeat.</para>
/// <para>
/// <b>Status.</b> Tested against the emulator only, which was written from the vendor's pages and public clients; not yet against a live tenant.
/// </para>
/// <para><b>Thread safety.</b> All members may be called concurrently.</para>
/// </remarks>
public sealed class GainsightDestination : SyncDestination
{
    private const int PersonBatchSize = 20;
    private static readonly DestinationObject Companies = new(GainsightObjects.CompanyName)
    {
        Operations =
        [
            new(SyncOperation.Upsert, RepeatRule.AfterFind),
            new(SyncOperation.Update, RepeatRule.Safe),
            new(SyncOperation.Insert, RepeatRule.AfterFind),
        ],
    };

    private static readonly DestinationObject Persons = new(GainsightObjects.PersonName) { Operations = [new(SyncOperation.Upsert, RepeatRule.Safe)] };
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
    public override async ValueTask<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default) =>
        await _client.TestConnectionAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<DestinationObject>> ListObjectsAsync(CancellationToken cancellationToken = default) =>
        new([Companies, Persons]);

    /// <inheritdoc/>
    /// <remarks>Read live and remembered for <see cref="GainsightClientOptions.FieldsLifetime"/>. Fields that cannot be written are left out, but for Gsid.</remarks>
    public override async ValueTask<IReadOnlyList<DestinationField>> ListFieldsAsync(string objectName, CancellationToken cancellationToken = default)
    {
        var isPerson = objectName == GainsightObjects.PersonName;
        if (!isPerson && objectName != GainsightObjects.CompanyName)
        {
            throw new SyncDestinationException(
                SyncErrorCodes.InvalidConfiguration,
                $"Gainsight has no object '{objectName}' that can be synced. There are: {GainsightObjects.CompanyName}, {GainsightObjects.PersonName}.");
        }

        var fields = await _catalog.GetAsync(objectName, cancellationToken).ConfigureAwait(false);
        return
        [
            .. fields
                .Select(field => FieldTypes.ToDestinationField(field, _api.Options.CompanyKeyComparison, isPerson ? "Email" : "Name"))
                .OfType<DestinationField>()
                .Where(field => !isPerson || field.Name != "Gsid")
                .Select(field => isPerson ? field with { IsIdentifier = field.Name == "Email" } : field),
        ];
    }

    /// <inheritdoc/>
    public override ValueTask<SyncSpeed> GetSyncSpeedAsync(SyncPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new(new SyncSpeed(IsPerson(plan) ? PersonBatchSize : ObjectWriter.MaximumRecords, _api.Options.MaximumParallelBatches));
    }

    /// <inheritdoc/>
    public override async ValueTask PrepareRunAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(forecast);
        var layout = await LayoutOfAsync(plan, cancellationToken).ConfigureAwait(false);
        if (IsPerson(plan))
            return;

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
        return new(RunEstimate.Of(_api.Limiter.Windows, IsPerson(plan), plan.Operation, forecast));
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(
        SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(records);
        var batch = new WriteBatch(new(await LayoutOfAsync(plan, cancellationToken).ConfigureAwait(false), records));
        if (IsPerson(plan))
            await new PersonWriter(_api, QuotaPriority.Bulk).UpsertAsync(batch, cancellationToken).ConfigureAwait(false);
        else
            await new Upserter(_api, QuotaPriority.Bulk).WriteAsync(batch, plan.Operation, StateOf(plan).Keys, cancellationToken).ConfigureAwait(false);

        // Once anything became of any record, the results tell; the next batch meets the obstacle first and throws.
        return batch.Stop is { } stop && !batch.HasResults ? throw stop.SyncException : batch.Results;
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<FindResult>> FindAsync(
        SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(records);
        var rows = new ObjectRows(await LayoutOfAsync(plan, cancellationToken).ConfigureAwait(false), records);
        int[] sound = [.. Enumerable.Range(0, rows.Count).Where(row => rows.FindProblem(row) is null)];
        var found = new FindResult[rows.Count];
        var stop = await KeyFinder.FindAsync(_api, rows, sound, QuotaPriority.Bulk, found, cancellationToken).ConfigureAwait(false);
        return stop is null ? found : throw stop.SyncException;
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
        if (IsPerson(plan))
            CallRendering.WritePersons(writer, rows);
        else
            CallRendering.WriteCompanies(writer, rows, plan.Operation);
        writer.WriteEndArray();
    }

    private static bool IsPerson(SyncPlan plan) => plan.Object.Name == GainsightObjects.PersonName;

    private async ValueTask<ObjectLayout> LayoutOfAsync(SyncPlan plan, CancellationToken cancellationToken)
    {
        var state = StateOf(plan);
        return state.Layout ??= await PlanLayout.CreateAsync(plan, _catalog, _api.Options.Lookups, cancellationToken).ConfigureAwait(false);
    }

    private PlanState StateOf(SyncPlan plan) => _states.GetValue(plan, static _ => new());

    // What is kept for as long as the engine keeps the plan.
    private sealed class PlanState
    {
        public ObjectLayout? Layout { get; set; }

        public KnownKeys? Keys { get; set; }
    }
}
