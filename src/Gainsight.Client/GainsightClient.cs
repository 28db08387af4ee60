using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gainsight.Client;

/// <summary>A client of the Gainsight CS (NXT) REST API: companies, relationships, persons and custom objects.</summary>
/// <remarks>
/// <para>
/// Each call waits for the quota, which all integrations of a tenant share. What is safe to repeat is repeated after failures that pass; a creation
/// whose answer was lost is not. Calls that are refused because of some records are split until those are found.
/// </para>
/// <para>
/// <b>Thread safety.</b> All members may be called concurrently. Keep one client a tenant for the life of the process: the quota is counted in it, unless it is
/// kept in a store.
/// </para>
/// <para>Do not add a standard resilience handler to its <see cref="HttpClient"/>: the attempts would multiply, and pass by the quota.</para>
/// </remarks>
public class GainsightClient : IDisposable
{
    // An admin waits for the answer: our own calls make room within a window, while a refusal as one too many asks for a whole one, and is told at once.
    private static readonly TimeSpan LeftOfWindow = TimeSpan.FromSeconds(1);
    private readonly GainsightApi? _api;
    private readonly HttpClient? _ownHttpClient;
    private readonly QuotaLimiterRegistry? _ownLimiters;

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected GainsightClient()
    {
    }

    /// <summary>Initializes a client.</summary>
    /// <param name="options">How to work; copied, later changes have no effect.</param>
    /// <param name="httpClient">
    /// Sends the requests; it stays its owner's to dispose. It should have no timeout and must not follow redirects. By default the client makes its
    /// own.
    /// </param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <param name="logger">Told of failed attempts and rejected records, without their contents.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message holds everything that is wrong with them.</exception>
    public GainsightClient(
        GainsightClientOptions options, HttpClient? httpClient = null, TimeProvider? timeProvider = null, ILogger<GainsightClient>? logger = null)
        : this(Checked(options), httpClient, limiters: null, timeProvider, logger)
    {
    }

    internal GainsightClient(
        GainsightClientOptions options, HttpClient? httpClient, QuotaLimiterRegistry? limiters, TimeProvider? timeProvider, ILogger? logger)
    {
        options = options.Copy();
        if (httpClient is null)
            httpClient = _ownHttpClient = ApiHandler.CreateClient(options.Address());
        if (limiters is null)
            limiters = _ownLimiters = new();
        _api = new(options, httpClient, limiters, timeProvider ?? TimeProvider.System, logger ?? NullLogger.Instance);
        Companies = new GainsightCompanies(_api);
        People = new GainsightPeople(_api);
        Relationships = new GainsightObject<GainsightRelationship>(_api, GainsightObjects.RelationshipName, static () => new(), "CompanyId", "Name");
        Metadata = new GainsightMetadata(_api.Catalog);
    }

    /// <summary>Gets the companies.</summary>
    public virtual GainsightCompanies Companies { get; } = null!;

    /// <summary>Gets the persons.</summary>
    public virtual GainsightPeople People { get; } = null!;

    /// <summary>Gets the relationships.</summary>
    public virtual GainsightObject<GainsightRelationship> Relationships { get; } = null!;

    /// <summary>Gets a custom object, whether it exists or not.</summary>
    /// <param name="name">The API name, ending in <c>__gc</c>; <c>Asset__gc</c> for example.</param>
    /// <exception cref="ArgumentException">The name does not end in <c>__gc</c>: Gainsight's API writes no other standard objects than those with a property here.</exception>
    public virtual GainsightObject<GainsightCustomRecord> Object(string name) =>
        new(Api, GainsightObjects.Custom(name).ObjectName, static () => new());

    /// <summary>Gets what objects the tenant has, and what fields.</summary>
    public virtual GainsightMetadata Metadata { get; } = null!;

    internal GainsightApi Api => _api ?? throw new NotSupportedException("A mock has to override this member.");

    /// <summary>Checks domain and access key with one call, that for the list of objects.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Success, or what is wrong: the domain, the key, the caller's address, the quota, the network.</returns>
    /// <remarks>
    /// Waits for the quota for less than a minute, whatever <see cref="GainsightClientOptions.MaximumQuotaWait"/> says. That Gainsight refuses calls as too many is told at once.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual async Task<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default)
    {
        using var reply = await Api.SendAsync(
            new("gainsight.metadata.list", RepeatRule.Safe) { Priority = QuotaPriority.Interactive, MaximumQuotaWait = Api.Limiter.Windows[0].Length - LeftOfWindow },
            HttpMethod.Get,
            "v1/meta/services/objects/list?po=company&em=false",
            null,
            cancellationToken).ConfigureAwait(false);
        return reply.End == CallEnd.Succeeded
            ? ConnectionTestResult.Success
            : ConnectionTestResult.Failure(Failures.Explain(reply, Api.Address));
    }

    /// <summary>Reads records of any object, page by page as they are asked for.</summary>
    /// <param name="objectName">The API name of the object: <c>relationship</c>, <c>company_person</c>, <c>Asset__gc</c>; its case does not matter.</param>
    /// <param name="query">Which records, and which of their fields. Copied; later changes have no effect.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The query is not valid, or the name is none: letters, digits and underscores.</exception>
    /// <exception cref="GainsightException">A call failed; what was read before stands.</exception>
    public virtual IAsyncEnumerable<GainsightRow> QueryAsync(string objectName, GainsightQuery query, CancellationToken cancellationToken = default)
    {
        ThrowIfNotObject(objectName);
        ArgumentNullException.ThrowIfNull(query);
        return QueryPages.ReadAllAsync(
            Api,
            objectName,
            query.Checked(),
            static data =>
            {
                var rows = RecordReader.ReadAll(data, static () => new GainsightRow(), static (row, field, value) => row.SetRead(field, value));
                return (rows, rows.Count == 0 ? null : rows[^1].Gsid);
            },
            cancellationToken);
    }

    /// <summary>Reads records of any object as a type of yours, page by page as they are asked for.</summary>
    /// <typeparam name="T">The type; its properties are named as the fields and paths that the query selects.</typeparam>
    /// <param name="objectName">The API name of the object; its case does not matter.</param>
    /// <param name="query">Which records, and which of their fields. Copied; later changes have no effect.</param>
    /// <param name="type">How to read a record.</param>
    /// <param name="cancellationToken">Ends the enumeration with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ArgumentException">The query is not valid, or the name is none: letters, digits and underscores.</exception>
    /// <exception cref="GainsightException">A call failed; what was read before stands.</exception>
    /// <exception cref="JsonException">
    /// A record is not of this type. Properties of dates need <see cref="GainsightInstantConverter"/> or <see cref="GainsightDateConverter"/>.
    /// </exception>
    public virtual IAsyncEnumerable<T> QueryAsync<T>(
        string objectName, GainsightQuery query, JsonTypeInfo<T> type, CancellationToken cancellationToken = default)
    {
        ThrowIfNotObject(objectName);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(type);
        return QueryPages.ReadAllAsync(Api, objectName, query.Checked(), data => RecordReader.ReadTyped(data, type), cancellationToken);
    }

    /// <summary>Sends any call of Gainsight's APIs, for what this library has no method for.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">
    /// The path on the tenant's domain with its query, escaped: <c>v1/users/services/status?status=false</c>. Addresses of other hosts are refused.
    /// </param>
    /// <param name="body">The body, see <see cref="JsonSerializer.SerializeToElement{TValue}(TValue, JsonTypeInfo{TValue})"/>; null for none.</param>
    /// <param name="repeat">
    /// How the call may be repeated when its answer was lost. Null is safe for GET and never for all others. That the service certainly did nothing, as
    /// when it refused a call as one too many, always allows to repeat it.
    /// </param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been carried out.</param>
    /// <returns>What stands in <c>data</c> of the answer: any JSON, null too; <see cref="JsonValueKind.Undefined"/> if the answer has none.</returns>
    /// <exception cref="ArgumentException">The path does not stay on the tenant's domain.</exception>
    /// <exception cref="GainsightException">
    /// The call failed. A query that finds nothing may be answered with an error, which is one here as well.
    /// </exception>
    /// <remarks>
    /// The call carries the same key, waits for the same quota and fails in the same ways as all others. Calls below <c>v1/users/services</c> have a quota of
    /// their own: <see cref="GainsightClientOptions.UserCallsPerHour"/>.
    /// </remarks>
    public virtual async Task<JsonElement> SendAsync(
        HttpMethod method, string path, JsonElement? body = null, RepeatRule? repeat = null, CancellationToken cancellationToken = default)
    {
        using var reply = await SendAnyAsync(method, path, body, repeat, cancellationToken).ConfigureAwait(false);
        if (reply.Data.IsEmpty)
            return default;
        using var document = JsonDocument.Parse(reply.Data);
        return document.RootElement.Clone();
    }

    /// <summary>Sends any call of Gainsight's APIs and reads what it answers.</summary>
    /// <typeparam name="T">The type of the answer's data.</typeparam>
    /// <param name="method">The method.</param>
    /// <param name="path">The path on the tenant's domain with its query, escaped. Addresses of other hosts are refused.</param>
    /// <param name="type">How to read what stands in <c>data</c>.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="repeat">How the call may be repeated when its answer was lost. Null is safe for GET and never for all others.</param>
    /// <param name="cancellationToken">Ends the call; what was sent may have been carried out.</param>
    /// <returns>The data; the default value if there is none.</returns>
    /// <exception cref="ArgumentException">The path does not stay on the tenant's domain.</exception>
    /// <exception cref="GainsightException">The call failed.</exception>
    /// <exception cref="JsonException">The call succeeded, and its data is of another form.</exception>
    /// <inheritdoc cref="SendAsync(HttpMethod, string, JsonElement?, RepeatRule?, CancellationToken)" path="/remarks"/>
    public virtual async Task<T?> SendAsync<T>(
        HttpMethod method,
        string path,
        JsonTypeInfo<T> type,
        JsonElement? body = null,
        RepeatRule? repeat = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        using var reply = await SendAnyAsync(method, path, body, repeat, cancellationToken).ConfigureAwait(false);
        return reply.Data.IsEmpty ? default : JsonSerializer.Deserialize(reply.Data.Span, type);
    }

    /// <summary>Frees what the client made itself. Calls that are under way fail.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the client made itself.</summary>
    /// <param name="disposing">True if called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing)
            return;
        _ownHttpClient?.Dispose();
        _ownLimiters?.Dispose();
    }

    private async Task<GainsightReply> SendAnyAsync(
        HttpMethod method, string path, JsonElement? body, RepeatRule? repeat, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(method);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var inside = Api.PathOf(path) ?? throw new ArgumentException("Name a path on the tenant's own domain, without host, '..' and fragment.", nameof(path));
        using var payload = body is { } element ? JsonPayload.Create(element, static (json, element) => element.WriteTo(json)) : null;
        var reply = await Api.SendAsync(
            new("gainsight.send", repeat ?? (method == HttpMethod.Get ? RepeatRule.Safe : RepeatRule.Never)) { Priority = QuotaPriority.Interactive },
            method,
            inside,
            payload,
            cancellationToken).ConfigureAwait(false);
        if (reply.End == CallEnd.Succeeded)
            return reply;
        using (reply)
            throw Failures.ToException(reply, Api.Address);
    }

    private static void ThrowIfNotObject(string objectName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(objectName);
        if (!objectName.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
            throw new ArgumentException("The API name of an object holds letters, digits and underscores only.", nameof(objectName));
    }

    private static GainsightClientOptions Checked(GainsightClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = GainsightClientOptionsValidator.FindErrors(options);
        return errors.Count == 0
            ? options
            : throw new ArgumentException("The options are not valid." + string.Concat(errors.Select(error => Environment.NewLine + error)), nameof(options));
    }
}
