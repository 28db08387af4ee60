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

    internal GainsightApi Api => _api ?? throw new NotSupportedException("A mock has to override this member.");

    /// <summary>Checks domain and access key with one call, that for the list of objects.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Success, or what is wrong: the domain, the key, the caller's address, the quota, the network.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual async Task<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default)
    {
        using var reply = await Api.SendAsync(
            new("gainsight.metadata.list", RepeatRule.Safe) { Priority = QuotaPriority.Interactive },
            HttpMethod.Get,
            "v1/meta/services/objects/list?po=company&em=false",
            null,
            cancellationToken).ConfigureAwait(false);
        return reply.End == CallEnd.Succeeded
            ? ConnectionTestResult.Success
            : ConnectionTestResult.Failure(Failures.Explain(reply, Api.Address));
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

    private static GainsightClientOptions Checked(GainsightClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = GainsightClientOptionsValidator.FindErrors(options);
        return errors.Count == 0
            ? options
            : throw new ArgumentException("The options are not valid." + string.Concat(errors.Select(error => Environment.NewLine + error)), nameof(options));
    }
}
