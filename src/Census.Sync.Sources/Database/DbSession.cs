using System.Data;
using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>A connection that is made ready for a read, and put back as it was.</summary>
internal sealed class DbSession(DbConnection connection, DbDialect dialect) : IAsyncDisposable
{
    private const string IsSnapshotSql = "SELECT is_read_committed_snapshot_on FROM sys.databases WHERE name = DB_NAME()";
    private const string ReadCommittedSql = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
    private readonly List<string> _end = [];

    public DbConnection Connection => connection;

    public DbDialect Dialect => dialect;

    /// <summary>Why the rows of a read may not be those of one moment; null if they are.</summary>
    public string? Inconsistency { get; private set; }

    /// <exception cref="SyncSourceException">The database cannot be reached.</exception>
    public static async Task<DbSession> OpenAsync(DbDataSource dataSource, DbSourceOptions settings, CancellationToken cancellationToken)
    {
        DbConnection? connection = null;
        try
        {
            connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            return new(connection, DbDialect.Of(settings.Database, connection));
        }
        catch (Exception e)
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            throw DbErrors.Translate(e, "The database cannot be reached", settings);
        }
    }

    /// <summary>Makes the session ready: its settings, then those of the options, then a transaction.</summary>
    public async ValueTask BeginAsync(DbSourceOptions settings, CancellationToken cancellationToken)
    {
        if (settings.StatementTimeout is not null && dialect.Limit is null)
        {
            throw new SyncSourceException(
                $"{dialect.Kind} does not limit the time of a statement. Leave {nameof(DbSourceOptions.StatementTimeout)} out, and set {nameof(DbSourceOptions.CommandTimeout)}.");
        }

        _end.AddRange(dialect.End);
        foreach (var sql in dialect.Start)
            await RunAsync(sql, cancellationToken).ConfigureAwait(false);
        if (settings.SessionSql is { } own)
            await RunAsync(own, cancellationToken).ConfigureAwait(false);
        if (dialect.Begin is { } begin)
            await RunAsync(begin(settings.ReadOnly), cancellationToken).ConfigureAwait(false);
        if (settings.StatementTimeout is { } timeout)
        {
            await RunAsync(dialect.Limit!(timeout), cancellationToken).ConfigureAwait(false);
            if (dialect.EndLimit is { } endLimit)
                _end.Add(endLimit);
        }

        if (dialect.ReadsDirty)
            await CheckSnapshotAsync("The pool reads what is not committed. Turn READ_COMMITTED_SNAPSHOT of the database on", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Goes on without the snapshot of a transaction, which the database does not allow.</summary>
    public async ValueTask GoOnWithoutSnapshotAsync(CancellationToken cancellationToken)
    {
        await RunAsync(ReadCommittedSql, cancellationToken).ConfigureAwait(false);
        await CheckSnapshotAsync("The database allows no snapshots. Turn ALLOW_SNAPSHOT_ISOLATION or READ_COMMITTED_SNAPSHOT on", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the session back as it was, once. Does not throw.</summary>
    public async ValueTask EndAsync()
    {
        try
        {
            foreach (var sql in connection.State == ConnectionState.Open ? _end : [])
                await RunAsync(sql, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A connection that cannot run this is of no use to the pool, which finds out by itself.
        }

        _end.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        // Also after a read that was left or failed: some pools look at a connection only when they give it out again, and until then its transaction would hold its locks.
        await EndAsync().ConfigureAwait(false);
        await connection.DisposeAsync().ConfigureAwait(false);
    }

    // A database that does not say is taken for one that has none.
    private async ValueTask CheckSnapshotAsync(string problem, CancellationToken cancellationToken)
    {
        try
        {
            if (await ScalarAsync(IsSnapshotSql, cancellationToken).ConfigureAwait(false) is true or (byte)1 or 1)
                return;
        }
        catch (DbException)
        {
        }

        Inconsistency = $"{problem}; until then rows that change during the read may be missing or come twice. "
            + $"{nameof(DbSourceOptions)}.{nameof(DbSourceOptions.AllowInconsistentReads)} takes the read for complete all the same.";
    }

    private async ValueTask RunAsync(string sql, CancellationToken cancellationToken)
    {
        var command = Command(sql);
        await using (command.ConfigureAwait(false))
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<object?> ScalarAsync(string sql, CancellationToken cancellationToken)
    {
        var command = Command(sql);
        await using (command.ConfigureAwait(false))
            return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }

    private DbCommand Command(string sql)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // The dialect's own statements, and the one of the options.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }
}
