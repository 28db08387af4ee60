using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>Opens connections that sign in with a token: of Entra ID for SQL Server, Azure SQL and Synapse, of IAM for databases of AWS.</summary>
/// <remarks>
/// <para>
/// A token is used until shortly before it expires; then, and when the database refuses one that was used before, the function is asked for another. A connection that is open
/// goes on when its token expires.
/// </para>
/// <para>No package of Azure is needed here: the application takes the token from whichever it uses.</para>
/// <para><b>Thread safety.</b> All members may be called concurrently; one caller asks for the token, the others wait for it. Connections are opened asynchronously only.</para>
/// </remarks>
/// <example>
/// <code>
/// var credential = new DefaultAzureCredential();
/// var scope = new TokenRequestContext(["https://database.windows.net/.default"]);
/// var dataSource = new TokenDataSource(
///     SqlClientFactory.Instance,
///     "Server=tcp:shop.database.windows.net;Database=shop;Encrypt=True",
///     async cancellationToken =>
///     {
///         var token = await credential.GetTokenAsync(scope, cancellationToken);
///         return new(token.Token, token.ExpiresOn);
///     },
///     (connection, token) => ((SqlConnection)connection).AccessToken = token);
/// </code>
/// </example>
public sealed class TokenDataSource : DbDataSource
{
    private readonly DbProviderFactory _factory;
    private readonly string _connectionString;
    private readonly Func<CancellationToken, ValueTask<DbAccessToken>> _requestToken;
    private readonly Action<DbConnection, string> _apply;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _requesting = new(1);
    private DbAccessToken? _token;

    /// <summary>Initializes a data source.</summary>
    /// <param name="factory">The provider.</param>
    /// <param name="connectionString">The connection string, without a user and a password.</param>
    /// <param name="requestToken">Gets a token.</param>
    /// <param name="apply">Gives the token to a connection that is not open yet.</param>
    /// <param name="timeProvider">The clock; the system's by default.</param>
    /// <exception cref="ArgumentException">The connection string is empty.</exception>
    public TokenDataSource(
        DbProviderFactory factory,
        string connectionString,
        Func<CancellationToken, ValueTask<DbAccessToken>> requestToken,
        Action<DbConnection, string> apply,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        ArgumentNullException.ThrowIfNull(requestToken);
        ArgumentNullException.ThrowIfNull(apply);
        _factory = factory;
        _connectionString = connectionString;
        _requestToken = requestToken;
        _apply = apply;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Gets the time before the end of a token from which another one is used.</summary>
    /// <value>The default is 5 minutes.</value>
    public TimeSpan RenewBefore { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets the connection string, which holds no token.</summary>
    public override string ConnectionString => _connectionString;

    /// <summary>Not supported: a token can only be asked for asynchronously.</summary>
    /// <exception cref="NotSupportedException">Always.</exception>
    protected override DbConnection CreateDbConnection() => throw new NotSupportedException("A token is asked for asynchronously. Use OpenConnectionAsync.");

    /// <inheritdoc/>
    protected override async ValueTask<DbConnection> OpenDbConnectionAsync(CancellationToken cancellationToken = default)
    {
        var (token, isNew) = await TokenAsync(null, cancellationToken).ConfigureAwait(false);
        try
        {
            return await OpenAsync(token, cancellationToken).ConfigureAwait(false);
        }
        catch (DbException) when (!isNew)
        {
            // The token may have been withdrawn, or its end misjudged. If that was not it, the second failure says what is.
            var (another, _) = await TokenAsync(token, cancellationToken).ConfigureAwait(false);
            return await OpenAsync(another, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _requesting.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask<DbConnection> OpenAsync(string token, CancellationToken cancellationToken)
    {
        var connection = _factory.CreateConnection() ?? throw new InvalidOperationException($"{_factory.GetType().Name} makes no connections.");
        try
        {
            connection.ConnectionString = _connectionString;
            _apply(connection, token);
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async ValueTask<(string Token, bool IsNew)> TokenAsync(string? refused, CancellationToken cancellationToken)
    {
        await _requesting.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_token is { ExpiresAt: { } end } kept && kept.Token != refused && end - RenewBefore > _time.GetUtcNow())
                return (kept.Token, false);
            _token = await RequestAsync(cancellationToken).ConfigureAwait(false);
            return (_token.Token, true);
        }
        finally
        {
            _requesting.Release();
        }
    }

    private async ValueTask<DbAccessToken> RequestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _requestToken(cancellationToken).ConfigureAwait(false) is { } token && !string.IsNullOrWhiteSpace(token.Token)
                ? token
                : throw new SyncSourceException("The application's function gave no token for the database.");
        }
        catch (Exception e) when (e is not (OperationCanceledException or SyncSourceException))
        {
            // Its text may hold parts of a credential.
            throw new SyncSourceException($"The application's function for a token of the database failed with {e.GetType().Name}.");
        }
    }
}
