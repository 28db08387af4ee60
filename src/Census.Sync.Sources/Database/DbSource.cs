using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>Reads records from a database, through any ADO.NET provider: PostgreSQL, SQLite, MySQL, SQL Server, Snowflake, DuckDB and others.</summary>
/// <remarks>
/// <para>
/// <b>Model.</b> A query must return exactly one set of rows with names that differ. The name of a table or view is taken as it is
/// stored, upper and lower case included.
/// </para>
/// <para>
/// <b>Streaming.</b> One statement, read row by row: memory holds two batches. The next batch is read while the current one is worked on.
/// A read that ends early cancels its statement.
/// </para>
/// <para>
/// <b>Values.</b> Each column keeps its type: numbers are exact, also beyond <see cref="decimal"/> on PostgreSQL; time stamps with a zone are points
/// in time, those without are not; PostgreSQL's <c>infinity</c> reads as the year 9999, its intervals as ISO 8601 durations; a zero date of
/// MySQL reads as null if the connection string says <c>ConvertZeroDateTime=true</c>. On SQLite each value has its own type, and a
/// <c>DECIMAL</c> column is a floating-point number. A value the provider cannot deliver makes its row unreadable (<see cref="SourceRead.Errors"/>);
/// a column of a type that has no place in a record is refused.
/// </para>
/// <para>
/// <b>Failures.</b> What may be over in a moment, a lost connection or a deadlock, is tried again until the first row is there; later it ends the read, since
/// what was delivered cannot be told from what comes. A read is complete only if the database said that there are no more rows, and all of them are of one moment.
/// </para>
/// <para>
/// <b>Rights.</b> Those to connect and to select are enough. The statement runs in a transaction that only reads, where the database has such.
/// </para>
/// <para>
/// <b>SQL Server and Synapse.</b> The read is one of a snapshot if the database allows it; else it ends as truncated
/// (<see cref="DbSourceOptions.AllowInconsistentReads"/>). <see cref="TokenDataSource"/> signs in with tokens of Entra ID. Spatial columns and <c>hierarchyid</c> are cast to text in
/// the query; <c>sql_variant</c> and <c>rowversion</c> are read as they are.
/// </para>
/// <para>
/// <b>DuckDB.</b> Results stream. Lists of plain values are lists; structs, maps and unions are made JSON in the query (<c>to_json</c>), decimals of more than 28 digits are cast to text.
/// </para>
/// <para>
/// <b>MySQL and MariaDB.</b> The time zone of the session is set to UTC for the read and back to the server's default afterwards, since
/// <c>TIMESTAMP</c> columns are sent in it. <c>TINYINT(1)</c> is true or false unless the connection string says <c>TreatTinyAsBoolean=false</c>.
/// </para>
/// <para>
/// <b>Ownership.</b> The data source stays the caller's. A provider without one of its own makes one by its factory:
/// <c>SqliteFactory.Instance.CreateDataSource("Data Source=app.db")</c>.
/// </para>
/// </remarks>
public sealed class DbSource : SyncSource
{
    private readonly DbDataSource _dataSource;
    private readonly DbSourceOptions _options;
    private readonly DbRetry _retry;

    /// <summary>Initializes a source.</summary>
    /// <param name="dataSource">Opens the connections.</param>
    /// <param name="options">How to read; by default as <see cref="DbSourceOptions"/> says.</param>
    /// <param name="timeProvider">The clock of the waits between attempts; the system's by default.</param>
    /// <exception cref="ArgumentException">Options have values that cannot be; the message names all of them.</exception>
    public DbSource(DbDataSource dataSource, DbSourceOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        _options = options ?? new();
        _options.ThrowIfInvalid();
        _dataSource = dataSource;
        _retry = new(_options, timeProvider ?? TimeProvider.System);
    }

    /// <inheritdoc/>
    /// <exception cref="DbSourceException">The database cannot be reached, or refuses the query.</exception>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        ThrowIfInvalid(options);
        return await _retry.RunAsync(token => OpenAsync(options, token), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <exception cref="DbSourceException">The database cannot be reached, or refuses the query.</exception>
    /// <remarks>The statement is not run where the provider can tell its columns without: on PostgreSQL, Redshift, MySQL, MariaDB, SQL Server and Synapse.</remarks>
    public override async ValueTask<RecordSchema> GetSchemaAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        ThrowIfInvalid(options);
        return await _retry.RunAsync(token => DescribeAsync(options, token), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lists the tables and views that the user may read, those of the database itself left out.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Models to read from, by schema and name.</returns>
    /// <exception cref="DbSourceException">The database cannot be reached, or cannot tell.</exception>
    public override async ValueTask<IReadOnlyList<Model>> ListModelsAsync(CancellationToken cancellationToken = default)
    {
        var dialect = await _retry.RunAsync(DialectAsync, cancellationToken).ConfigureAwait(false);
        var read = await OpenReadAsync(new() { Model = Model.Sql(dialect.ListSql) }, cancellationToken).ConfigureAwait(false);
        await using (read.ConfigureAwait(false))
            return await ModelList.ReadAsync(read, _options.QuoteIdentifier ?? dialect.Quote, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks whether the database can be reached, and the model be read: its statement is run until the first row is there. Nothing is tried twice.</summary>
    /// <param name="options">What would be read; without a model, the connection alone is checked.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>
    /// Success, or which of these it is: the host is unknown, refuses or does not answer; TLS; user name or password; the database; a table or column that does not exist or
    /// may not be read; a syntax error, with its place where the database tells it.
    /// </returns>
    public override async ValueTask<ConnectionTestResult> TestConnectionAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        ReadRequest.ThrowIfInvalid(options);
        try
        {
            if (options.Model is null)
                await DialectAsync(cancellationToken).ConfigureAwait(false);
            else
                await (await OpenAsync(options, cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            return ConnectionTestResult.Success;
        }
        catch (SyncSourceException e)
        {
            return ConnectionTestResult.Failure(e.Message);
        }
    }

    private static void ThrowIfInvalid(SourceReadOptions options)
    {
        ReadRequest.ThrowIfInvalid(options);
        if (options.Model is null)
            throw new SyncSourceException("A database needs a model: a query, or the name of a table or view.");
    }

    private async Task<DbDialect> DialectAsync(CancellationToken cancellationToken)
    {
        var opening = Task.Run(() => DbSession.OpenAsync(_dataSource, _options, cancellationToken), CancellationToken.None);
        var session = await WaitAsync(opening, cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
            return session.Dialect;
    }

    private Task<DbRead> OpenAsync(SourceReadOptions options, CancellationToken cancellationToken) =>
        WaitAsync(Task.Run(() => DbReadOpener.OpenAsync(_dataSource, _options, options, cancellationToken), CancellationToken.None), cancellationToken);

    private Task<RecordSchema> DescribeAsync(SourceReadOptions options, CancellationToken cancellationToken) =>
        WaitAsync(Task.Run(() => DbReadOpener.DescribeAsync(_dataSource, _options, options, cancellationToken), CancellationToken.None), cancellationToken);

    // Some providers connect and run the query before their asynchronous call returns, and ignore the token meanwhile. The caller is
    // not kept waiting: what is opened too late is closed again.
    private static async Task<T> WaitAsync<T>(Task<T> opening, CancellationToken cancellationToken)
    {
        try
        {
            return await opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!opening.IsCompleted)
        {
            _ = CloseWhenOpenedAsync(opening);
            throw;
        }
    }

    private static async Task CloseWhenOpenedAsync<T>(Task<T> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully && await opening.ConfigureAwait(false) is IAsyncDisposable opened)
            await opened.DisposeAsync().ConfigureAwait(false);
    }
}
