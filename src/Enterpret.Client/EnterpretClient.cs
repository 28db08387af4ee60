using Census.Sync;
using Census.Sync.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Enterpret.Client;

/// <summary>A client of Enterpret's ingestion API: users, accounts, feedback, and erasing users.</summary>
/// <remarks>
/// <para>
/// Each request waits for the quota of its key, is repeated after failures that pass (identifiers make that harmless), and is split when Enterpret
/// refuses it, so that one bad record does not take others with it.
/// </para>
/// <para>
/// <b>Thread safety.</b> All members may be called concurrently. Keep one client for the life of the process: the quotas are counted in it, unless they are
/// kept in a store.
/// </para>
/// <para>Do not add a standard resilience handler to its <see cref="HttpClient"/>: the attempts would multiply, and pass by the quota.</para>
/// </remarks>
public class EnterpretClient : IDisposable, IAsyncDisposable
{
    private readonly ClientParts? _parts;
    private readonly RecordSender[] _senders = [];
    private readonly bool _ownsHttpClient;
    private readonly bool _ownsLimiters;

    /// <summary>Initializes an instance that does nothing by itself, for mocks.</summary>
    protected EnterpretClient()
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
    public EnterpretClient(
        EnterpretClientOptions options, HttpClient? httpClient = null, TimeProvider? timeProvider = null, ILogger<EnterpretClient>? logger = null)
        : this(Checked(options), httpClient, limiters: null, timeProvider, logger)
    {
    }

    internal EnterpretClient(
        EnterpretClientOptions options, HttpClient? httpClient, QuotaLimiterRegistry? limiters, TimeProvider? timeProvider, ILogger? logger)
    {
        options = options.Copy();
        _ownsHttpClient = httpClient is null;
        _ownsLimiters = limiters is null;
        _parts = new(
            httpClient ?? ApiHandler.CreateClient(options.BaseAddress),
            limiters ?? new(),
            timeProvider ?? TimeProvider.System,
            logger ?? NullLogger.Instance);

        UsersEndpoint = new(EndpointSettings.Users(options), options, _parts);
        AccountsEndpoint = new(EndpointSettings.Accounts(options), options, _parts);
        FeedbackEndpoint = new(EndpointSettings.Feedback(options), options, _parts);
        PrivacyEndpoint = new(EndpointSettings.Privacy(options), options, _parts);
        Users = new(UsersEndpoint);
        Accounts = new(AccountsEndpoint);
        Feedback = new(FeedbackEndpoint);
        Privacy = new(PrivacyEndpoint);
        _senders = [Users.Sender, Accounts.Sender, Feedback.Sender, Privacy.Sender];
        Options = options;
    }

    /// <summary>Gets the users.</summary>
    public virtual EnterpretUsers Users { get; } = null!;

    /// <summary>Gets the accounts.</summary>
    public virtual EnterpretAccounts Accounts { get; } = null!;

    /// <summary>Gets the feedback.</summary>
    public virtual EnterpretFeedback Feedback { get; } = null!;

    /// <summary>Gets the erasing of users.</summary>
    public virtual EnterpretPrivacy Privacy { get; } = null!;

    internal EnterpretClientOptions Options { get; } = null!;

    internal EnterpretEndpoint UsersEndpoint { get; } = null!;

    internal EnterpretEndpoint AccountsEndpoint { get; } = null!;

    internal EnterpretEndpoint FeedbackEndpoint { get; } = null!;

    internal EnterpretEndpoint PrivacyEndpoint { get; } = null!;

    /// <summary>Checks each key that is set, with a request that stores nothing.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Success with a remark on what that means, or what is wrong with which key.</returns>
    /// <remarks>
    /// Enterpret has no call for this. An empty list is sent: it is assumed, and not documented, that a bad key is refused (401) before the empty list is
    /// (400). One request of each key's quota is used. The key of the privacy API is not tried: an empty list is not documented to erase nobody.
    /// </remarks>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public virtual Task<ConnectionTestResult> TestConnectionAsync(CancellationToken cancellationToken = default) =>
        _parts is null
            ? throw new NotSupportedException("A mock has to override this member.")
            : ConnectionTest.RunAsync([UsersEndpoint, AccountsEndpoint, FeedbackEndpoint], PrivacyEndpoint, cancellationToken);

    /// <summary>Sends the records that still wait to share a request, then frees what the client made itself.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        foreach (var sender in _senders)
            await sender.CompleteAsync().ConfigureAwait(false);
        Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the client made itself. Calls that are under way may fail; <see cref="DisposeAsync"/> lets those of single records end well.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the client made itself.</summary>
    /// <param name="disposing">True if called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing || _parts is null)
            return;
        foreach (var sender in _senders)
            sender.Stop();
        if (_ownsHttpClient)
            _parts.HttpClient.Dispose();
        if (_ownsLimiters)
            _parts.Limiters.Dispose();
    }

    private static EnterpretClientOptions Checked(EnterpretClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = EnterpretClientOptionsValidator.FindErrors(options);
        return errors.Count == 0
            ? options
            : throw new ArgumentException("The options are not valid." + string.Concat(errors.Select(error => Environment.NewLine + error)), nameof(options));
    }
}
