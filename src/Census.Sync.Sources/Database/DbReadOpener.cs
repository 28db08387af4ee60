using System.Data;
using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>Opens a connection, runs the statement and looks at the columns of its result.</summary>
internal static class DbReadOpener
{
    // The option that allows snapshots is off (spec section 7.2).
    private const int SnapshotNotAllowed = 3952;

    public static async Task<DbRead> OpenAsync(
        DbDataSource dataSource, DbSourceOptions settings, SourceReadOptions options, CancellationToken cancellationToken)
    {
        var statement = await RunAsync(dataSource, settings, options, CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
        return new(statement, settings, options, cancellationToken);
    }

    /// <summary>Tells the columns, without running the statement where the provider can do so.</summary>
    public static async Task<RecordSchema> DescribeAsync(
        DbDataSource dataSource, DbSourceOptions settings, SourceReadOptions options, CancellationToken cancellationToken)
    {
        var statement = await RunAsync(dataSource, settings, options, CommandBehavior.SchemaOnly, cancellationToken).ConfigureAwait(false);
        await using (statement.ConfigureAwait(false))
        {
            statement.Cancel();
            await statement.CompleteAsync().ConfigureAwait(false);
            return statement.Columns.Schema;
        }
    }

    private static async Task<DbStatement> RunAsync(
        DbDataSource dataSource, DbSourceOptions settings, SourceReadOptions options, CommandBehavior behavior, CancellationToken cancellationToken)
    {
        var session = await DbSession.OpenAsync(dataSource, settings, cancellationToken).ConfigureAwait(false);
        DbCommand? command = null;
        DbDataReader? reader = null;
        try
        {
            var dialect = session.Dialect;
            if (behavior == CommandBehavior.SchemaOnly && !dialect.DescribesWithoutRunning)
                behavior = CommandBehavior.SequentialAccess;
            var sql = await ModelSql.BuildAsync(options.Model!, name => dialect.QuoteName(name, settings.QuoteIdentifier), cancellationToken).ConfigureAwait(false);
            (sql, var model) = CursorSql.Limit(options, sql, settings.QuoteIdentifier ?? dialect.Quote, _ => dialect.Mark(CursorSql.ValueName));
            try
            {
                await session.BeginAsync(settings, cancellationToken).ConfigureAwait(false);
                command = CommandOf(session, settings, model, sql);
                try
                {
                    reader = await ExecuteAsync(session, command, behavior, cancellationToken).ConfigureAwait(false);
                }
                catch (DbException e) when (dialect.IsSqlServer && DbErrors.NumberOf(e) == SnapshotNotAllowed)
                {
                    await session.GoOnWithoutSnapshotAsync(cancellationToken).ConfigureAwait(false);
                    reader = await ExecuteAsync(session, command, behavior, cancellationToken).ConfigureAwait(false);
                }

                var statement = new DbStatement(session, command, reader, DbColumns.Describe(session.Connection, reader, dialect));
                if (behavior != CommandBehavior.SchemaOnly)
                    await statement.ReadFirstAsync(cancellationToken).ConfigureAwait(false);
                return statement;
            }
            catch (Exception e) when (e is not SyncSourceException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw DbErrors.Translate(e, "The database refused the query", settings, dialect, sql);
            }
        }
        catch
        {
            await DbStatement.CloseAsync(reader).ConfigureAwait(false);
            await DbStatement.CloseAsync(command).ConfigureAwait(false);
            await DbStatement.CloseAsync(session).ConfigureAwait(false);
            throw;
        }
    }

    private static DbCommand CommandOf(DbSession session, DbSourceOptions settings, Model model, string sql)
    {
        var command = session.Connection.CreateCommand();
#pragma warning disable CA2100 // The text of the model is the query: running it is what the source is for.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = settings.CommandTimeout == Timeout.InfiniteTimeSpan ? 0 : (int)Math.Ceiling(settings.CommandTimeout.TotalSeconds);
        DbParameters.Add(command, model.Parameters, session.Dialect);
        if (session.Dialect.Kind == DatabaseKind.DuckDb)
            DuckDbCells.Stream(command);
        settings.ConfigureCommand?.Invoke(command);
        return command;
    }

    // A provider that blocks its thread does not look at the token.
    private static async ValueTask<DbDataReader> ExecuteAsync(
        DbSession session, DbCommand command, CommandBehavior behavior, CancellationToken cancellationToken)
    {
        if (!session.Dialect.BlocksThread)
            return await command.ExecuteReaderAsync(behavior, cancellationToken).ConfigureAwait(false);

        // The connection must not go back to a pool while its statement is being cancelled: the next one would be hit.
        var cancelling = Task.CompletedTask;
        var registration = cancellationToken.UnsafeRegister(_ => cancelling = Task.Run(() => DbStatement.Cancel(session, command)), null);
        try
        {
            return command.ExecuteReader(behavior);
        }
        finally
        {
            await registration.DisposeAsync().ConfigureAwait(false);
            await cancelling.ConfigureAwait(false);
        }
    }
}
