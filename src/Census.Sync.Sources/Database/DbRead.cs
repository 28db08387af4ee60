using System.Data;
using System.Data.Common;
using System.Globalization;

namespace Census.Sync.Sources;

internal sealed class DbRead(
    DbConnection connection,
    DbCommand command,
    DbDataReader reader,
    DbDialect dialect,
    DbColumns columns,
    DbSourceOptions settings,
    SourceReadOptions options,
    CancellationToken cancellationToken)
    : BatchedRead(columns.Schema, options, readAhead: true, cancellationToken)
{
    private readonly FieldValue[] _row = new FieldValue[columns.Schema.Count];
    private readonly DbCellReader[] _cells = [.. columns.Columns.Select(column => column.Read)];
    private long _position;

    protected override async ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return dialect.BlocksThread
                ? Fill(batch, cancellationToken)
                : await FillFromServerAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not SyncSourceException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DbErrors.Translate(e, string.Create(CultureInfo.InvariantCulture, $"Reading ended with an error after {_position} rows"), settings);
        }
    }

    protected override void Interrupt()
    {
        try
        {
            // Otherwise disposing would read the rest of the rows, however many they are.
            command.Cancel();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The statement may be over, or the connection gone: then there is nothing to cancel.
        }
    }

    protected override async ValueTask ReleaseAsync()
    {
        if (End is not null && dialect.SessionEnd is not null && connection.State == ConnectionState.Open)
        {
            try
            {
                await reader.DisposeAsync().ConfigureAwait(false);
                await DbReadOpener.RunAsync(connection, dialect.SessionEnd, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A connection that cannot run this is of no use to the pool, which finds out by itself.
            }
        }

        await DbReadOpener.CloseAsync(connection, command, reader).ConfigureAwait(false);
    }

    private bool Fill(RecordBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Count < BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!reader.Read())
                return reader.NextResult() ? throw SecondResult() : false;
            AddRow(batch);
        }

        return true;
    }

    private async ValueTask<bool> FillFromServerAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Count < BatchSize)
        {
            if (!await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                return await reader.NextResultAsync(cancellationToken).ConfigureAwait(false) ? throw SecondResult() : false;
            AddRow(batch);
        }

        return true;
    }

    private void AddRow(RecordBatch batch)
    {
        _position++;
        var i = 0;
        try
        {
            for (; i < _cells.Length; i++)
                _row[i] = _cells[i](reader, i);
        }
        catch (NotSupportedException)
        {
            throw columns.Unsupported(i);
        }
        catch (Exception e) when (e is not (DbException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
            && !reader.IsClosed)
        {
            // The provider has no .NET value for what the database holds: this row's trouble, not the read's.
            Unreadable.Add(string.Create(CultureInfo.InvariantCulture, $"row {_position}"), columns.Unreadable(i, e, dialect));
            return;
        }

        batch.Add(_row);
    }

    private static SyncSourceException SecondResult() => new("The model returns more than one set of rows. Keep one statement in it.");
}
