using System.Runtime.CompilerServices;
using System.Text.Json;
using Census.Sync;
using Census.Sync.Http;

namespace Enterpret.Client;

/// <summary>Enterpret as the destination of a sync: accounts, users, the types of feedback, and users to erase.</summary>
/// <remarks>
/// <para>
/// <b>What is listed</b> are the objects whose API key is set. The sync key is <c>Id</c>; <c>Created At</c> is required, and <c>Text</c> for reviews, <c>Messages</c> for
/// conversations and forum threads, at least one <see cref="EnterpretFields.Question"/> or <see cref="EnterpretFields.Choice"/> for survey responses. Every other
/// field is free: it becomes an attribute, or metadata of feedback, of the type that the mapping declares, or of the value's own type
/// if it declares none. Nulls, empty texts and empty lists are left out. Since it is not documented whether Enterpret keeps attributes that a request leaves
/// out, a record is always sent with all of its fields.
/// </para>
/// <para>
/// <b>Enterpret cannot be read</b>, and a user or account is always created or updated. So <c>Insert</c> and <c>Update</c> go by what the engine
/// knows: an update is sent for what was delivered before or is in doubt (see <see cref="EnterpretClientOptions.UnknownKeys"/>), a creation for all
/// that was not. A creation may therefore overwrite a user that somebody else made. Repeated feedback is skipped by Enterpret without a word.
/// </para>
/// <para>
/// <b>Success</b> means that Enterpret accepted the request; it acknowledges no record. When it refuses a batch, the batch is halved until the bad record is
/// found.
/// </para>
/// </remarks>
public sealed class EnterpretDestination : SyncDestination
{
    private static readonly RecordProblem NotFound = new(
        SyncErrorCodes.NotFound, "It was never delivered by this sync, and Enterpret cannot be asked whether it is there.");

    private static readonly RecordProblem AlreadyExists = new(SyncErrorCodes.AlreadyExists, "It was delivered before.");

    private readonly EnterpretClient _client;
    private readonly Dictionary<string, ObjectModel> _models;
    private readonly ConditionalWeakTable<SyncPlan, RecordLayout> _layouts = [];

    /// <summary>Initializes a destination.</summary>
    /// <param name="client">The client to send with; it stays its owner's to dispose. Not a mock.</param>
    public EnterpretDestination(EnterpretClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        if (client.Options is null)
            throw new ArgumentException("The client is a mock: it has no options.", nameof(client));
        _client = client;
        _models = ObjectModel.AllOf(client).ToDictionary(model => model.Object.Name, StringComparer.Ordinal);
        Environment = EnvironmentOf(client);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The host, and <see cref="EnterpretClientOptions.Workspace"/> or else a part of the hash of an API key, of users before accounts before feedback before privacy.
    /// </remarks>
    public override string Environment { get; }

    /// <inheritdoc/>
    public override bool CountsCalls => true;

    /// <inheritdoc/>
    /// <remarks>See <see cref="EnterpretClient.TestConnectionAsync"/> for what a success means.</remarks>
    public override async ValueTask<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default) =>
        await _client.TestConnectionAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<DestinationObject>> ListObjectsAsync(CancellationToken cancellationToken = default) =>
        new([.. _models.Values.Select(model => model.Object)]);

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<DestinationField>> ListFieldsAsync(string objectName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(objectName);
        return new(ModelOf(objectName).Fields);
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<string>> ListWarningsAsync(SyncPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new(PlanWarnings.Of(ModelOf(plan.Object.Name), plan));
    }

    /// <inheritdoc/>
    public override ValueTask<SyncSpeed> GetSyncSpeedAsync(SyncPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var endpoint = ModelOf(plan.Object.Name).Endpoint;
        return new(new SyncSpeed(endpoint.MaximumRecords, endpoint.ParallelRequests));
    }

    /// <inheritdoc/>
    /// <remarks>Records that break a rule, and those that share a request by their bytes only, are not foreseen.</remarks>
    public override ValueTask<SyncEstimate> EstimateAsync(SyncPlan plan, RunForecast forecast, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(forecast);
        var endpoint = ModelOf(plan.Object.Name).Endpoint;
        var records = forecast.Total
            - (IsSkipped(plan.Operation, RecordKnowledge.Unknown) is null ? 0 : forecast.Unknown)
            - (IsSkipped(plan.Operation, RecordKnowledge.Accepted) is null ? 0 : forecast.Accepted);
        var calls = (records + endpoint.MaximumRecords - 1) / endpoint.MaximumRecords;
        var waits = Math.Max(0, calls - 1) / endpoint.Window.Permits;
        return new(new SyncEstimate(calls, endpoint.Window.Length * waits, null));
    }

    /// <inheritdoc/>
    /// <remarks>One request, as the batch would send it; null if it would send nothing.</remarks>
    public override ValueTask RenderAsync(SyncPlan plan, RecordBatch records, Utf8JsonWriter writer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(writer);
        var model = ModelOf(plan);
        using var body = model.Endpoint.CreateBody();
        Fill(body, model, plan, records, new RecordResult[records.Count]);
        if (body.Count == 0)
            writer.WriteNullValue();
        else
            body.WriteTo(writer, [.. Enumerable.Range(0, body.Count)]);
        return default;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Records that do not fit into one request by their bytes are deferred; one that does not fit alone is rejected. When record after record is
    /// refused for the same reason, the others are retryable with the code <see cref="SyncErrorCodes.NearlyAllRejected"/>.
    /// </remarks>
    public override async ValueTask<IReadOnlyList<RecordResult>> SyncBatchAsync(
        SyncPlan plan, RecordBatch records, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(records);
        cancellationToken.ThrowIfCancellationRequested();
        var model = ModelOf(plan);
        var results = new RecordResult[records.Count];
        using var body = model.Endpoint.CreateBody();
        var positions = Fill(body, model, plan, records, results);
        if (positions.Count == 0)
            return results;

        var report = await SendAsync(model.Endpoint, body, cancellationToken).ConfigureAwait(false);
        if (report.Stop is { MayHaveArrived: false } stop && !report.HasVerdicts)
            throw new SyncDestinationException(stop.Code, stop.Exception.Message, stop.Exception) { RetryAt = stop.RetryAt };

        for (var i = 0; i < positions.Count; i++)
            results[positions[i]] = ToResult(report, i);
        return results;
    }

    private static async ValueTask<SendReport> SendAsync(EnterpretEndpoint endpoint, RequestBody body, CancellationToken cancellationToken)
    {
        try
        {
            await endpoint.PrepareAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new SyncDestinationException(SyncErrorCodes.Unauthorized, $"{endpoint.Root}: the key provider gave no key that can be used.", e);
        }

        return await BatchSender.SendAsync(endpoint, body, QuotaPriority.Bulk, cancellationToken).ConfigureAwait(false);
    }

    // Returns which record of the batch each record of the body is; the others have their result already.
    private List<int> Fill(RequestBody body, ObjectModel model, SyncPlan plan, RecordBatch records, RecordResult[] results)
    {
        var layout = _layouts.GetValue(plan, key => new(model, key));
        var format = model.Endpoint.Format;
        var positions = new List<int>(records.Count);
        var isFull = false;
        for (var i = 0; i < records.Count; i++)
        {
            var record = records[i];
            if (IsSkipped(plan.Operation, record.Knowledge) is { } reason)
            {
                results[i] = RecordResult.Skipped(reason);
                continue;
            }

            // Once a record found no room none does, so that they stay in order. The ones after it are checked when their turn comes.
            if (isFull || body.IsFull)
            {
                results[i] = RecordResult.Deferred;
                continue;
            }

            if (layout.Write(body.StartRecord(), record.Values, format) is { } fault)
            {
                body.TakeBack();
                results[i] = RecordResult.Rejected(fault.ToProblem());
                continue;
            }

            switch (body.EndRecord(out var bytesAlone))
            {
                case RecordFit.Fits:
                    positions.Add(i);
                    break;
                case RecordFit.TooLarge:
                    results[i] = RecordResult.Rejected(RecordFault.TooLarge(bytesAlone, model.Endpoint.MaximumBytes).ToProblem());
                    break;
                default:
                    isFull = true;
                    results[i] = RecordResult.Deferred;
                    break;
            }
        }

        return positions;
    }

    private RecordProblem? IsSkipped(SyncOperation operation, RecordKnowledge knowledge) => (operation, knowledge) switch
    {
        (SyncOperation.Update, RecordKnowledge.Unknown) when _client.Options.UnknownKeys == EnterpretUnknownKeys.Skip => NotFound,
        (SyncOperation.Insert, RecordKnowledge.Accepted) => AlreadyExists,
        _ => null,
    };

    private static RecordResult ToResult(SendReport report, int index)
    {
        var outcome = report.OutcomeOf(index);
        return outcome.Status switch
        {
            EnterpretOutcomeStatus.Delivered => RecordResult.Succeeded(),
            EnterpretOutcomeStatus.Rejected => RecordResult.Rejected(WithReference(outcome.Problem!, outcome.ReferenceId)),
            EnterpretOutcomeStatus.NotSent when report.Stop is null => RecordResult.Retryable(outcome.Problem!),
            EnterpretOutcomeStatus.NotSent => RecordResult.Deferred,
            _ => RecordResult.Unknown,
        };
    }

    private static RecordProblem WithReference(RecordProblem problem, string? reference) =>
        reference is null ? problem : problem with { Message = $"{problem.Message} Enterpret's support asks for the reference {reference}." };

    private ObjectModel ModelOf(SyncPlan plan)
    {
        var model = ModelOf(plan.Object.Name);
        if (model.Object.RepeatRuleOf(plan.Operation) is not null)
            return model;
        throw new SyncDestinationException(
            SyncErrorCodes.InvalidConfiguration,
            model.Object.NotWritableReason ?? $"The object '{model.Object.Name}' does not support the operation {plan.Operation}.");
    }

    private ObjectModel ModelOf(string objectName) => _models.TryGetValue(objectName, out var model)
        ? model
        : throw new SyncDestinationException(
            SyncErrorCodes.InvalidConfiguration,
            $"There is no object '{objectName}' with an API key. The objects with one are: {string.Join(", ", _models.Keys)}.");

    private static string EnvironmentOf(EnterpretClient client)
    {
        var options = client.Options;
        var endpoints = (ReadOnlySpan<EnterpretEndpoint>)[client.UsersEndpoint, client.AccountsEndpoint, client.FeedbackEndpoint, client.PrivacyEndpoint];
        string? keyId = null;
        foreach (var endpoint in endpoints)
            keyId ??= endpoint.KeyId;
        return $"enterpret {options.BaseAddress.Authority} {options.Workspace ?? keyId}".TrimEnd();
    }
}
