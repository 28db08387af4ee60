using System.Data;
using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>Opens a connection, runs the statement and looks at the columns of its result.</summary>
internal static class DbReadOpener
{
    public static async Task<DbRead> OpenAsync(
        DbDataSource dataSource, DbSourceOptions settings, SourceReadOptions options, CancellationToken cancellationToken)
    {
        var connection = await ConnectAsync(dataSource, settings, cancellationToken).ConfigureAwait(false);
        DbCommand? command = null;
        DbDataReader? reader = null;
        try
        {
            var dialect = DbDialect.Of(connection.GetType().Namespace);
            var sql = await ModelSql.BuildAsync(options.Model!, name => dialect.QuoteName(name, settings.QuoteIdentifier), cancellationToken).ConfigureAwait(false);
            (sql, var model) = CursorSql.Limit(options, sql, settings.QuoteIdentifier ?? dialect.Quote, _ => dialect.Mark(CursorSql.ValueName));
            try
            {
                await RunAsync(connection, dialect.SessionStart, cancellationToken).ConfigureAwait(false);
                await RunAsync(connection, settings.SessionSql, cancellationToken).ConfigureAwait(false);

                command = connection.CreateCommand();
#pragma warning disable CA2100 // The text of the model is the query: running it is what the source is for.
                command.CommandText = sql;
#pragma warning restore CA2100
                command.CommandTimeout = settings.CommandTimeout == Timeout.InfiniteTimeSpan ? 0 : (int)Math.Ceiling(settings.CommandTimeout.TotalSeconds);
                foreach (var parameter in model.Parameters)
                    AddParameter(command, parameter, dialect);
                settings.ConfigureCommand?.Invoke(command);
                reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not SyncSourceException)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw DbErrors.Translate(e, "The database refused the query", settings, sql);
            }

            var columns = DbColumns.Describe(reader, dialect);
            return new(connection, command, reader, dialect, columns, settings, options, cancellationToken);
        }
        catch
        {
            await CloseAsync(connection, command, reader).ConfigureAwait(false);
            throw;
        }
    }

    private static void AddParameter(DbCommand command, ModelParameter model, DbDialect dialect)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = model.Name;
        parameter.Value = ValueOf(model.Value);
        if (dialect.IsSqlServer && model.Value.Kind is FieldValueKind.LocalTimestamp or FieldValueKind.Instant)
            parameter.DbType = DbType.DateTime2;
        command.Parameters.Add(parameter);
    }

    private static object ValueOf(in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Absent or FieldValueKind.Null => DBNull.Value,
        FieldValueKind.Boolean => value.AsBoolean(),
        FieldValueKind.Integer => value.AsInteger(),
        FieldValueKind.Decimal => value.AsDecimal(),
        FieldValueKind.Float => value.AsFloat(),
        FieldValueKind.Date => value.AsDate().ToDateTime(TimeOnly.MinValue),
        FieldValueKind.Time => value.AsTime().ToTimeSpan(),
        FieldValueKind.LocalTimestamp => value.AsLocalTimestamp(),
        FieldValueKind.Instant => value.AsInstant().UtcDateTime,
        FieldValueKind.Bytes => value.AsBytes().ToArray(),
        _ => value.ToText(),
    };

    public static async ValueTask RunAsync(DbConnection connection, string? sql, CancellationToken cancellationToken)
    {
        if (sql is null)
            return;

        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
#pragma warning disable CA2100 // The dialect's own statement, or the one of the options.
            command.CommandText = sql;
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // Disposing may report what reading has already reported; the first word counts.
    public static async ValueTask CloseAsync(DbConnection connection, DbCommand? command, DbDataReader? reader)
    {
        foreach (var part in (IAsyncDisposable?[])[reader, command, connection])
        {
            try
            {
                if (part is not null)
                    await part.DisposeAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
            }
        }
    }

    private static async ValueTask<DbConnection> ConnectAsync(
        DbDataSource dataSource, DbSourceOptions settings, CancellationToken cancellationToken)
    {
        try
        {
            return await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DbErrors.Translate(e, "The database cannot be reached", settings);
        }
    }
}
