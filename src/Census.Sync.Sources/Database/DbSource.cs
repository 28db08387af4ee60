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

    /// <summary>Initializes a source.</summary>
    /// <param name="dataSource">Opens the connections.</param>
    /// <param name="options">How to read; by default as <see cref="DbSourceOptions"/> says.</param>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is neither positive nor infinite.</exception>
    public DbSource(DbDataSource dataSource, DbSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        options ??= new();
        if (options.CommandTimeout != Timeout.InfiniteTimeSpan)
            ArgumentOutOfRangeException.ThrowIfLessThan(options.CommandTimeout, TimeSpan.FromSeconds(1), nameof(options));

        _dataSource = dataSource;
        _options = options;
    }

    /// <inheritdoc/>
    /// <exception cref="DbSourceException">The database cannot be reached, or refuses the query.</exception>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        ReadRequest.ThrowIfInvalid(options);
        if (options.Model is null)
            throw new SyncSourceException("A database needs a model: a query, or the name of a table or view.");

        // Some providers connect and run the query before their asynchronous call returns, and ignore the token meanwhile. The caller is
        // not kept waiting: a read that is opened too late is closed again.
        var opening = Task.Run(() => DbReadOpener.OpenAsync(_dataSource, _options, options, cancellationToken), CancellationToken.None);
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

    private static async Task CloseWhenOpenedAsync(Task<DbRead> opening)
    {
        await ((Task)opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opening.IsCompletedSuccessfully)
            await (await opening.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
    }
}
