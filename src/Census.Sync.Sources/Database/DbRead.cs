using System.Data.Common;
using System.Globalization;

namespace Census.Sync.Sources;

internal sealed class DbRead(DbStatement statement, DbSourceOptions settings, SourceReadOptions options, CancellationToken cancellationToken)
    : BatchedRead(statement.Columns.Schema, options, readAhead: true, cancellationToken)
{
    private readonly DbDataReader _reader = statement.Reader;
    private readonly DbDialect _dialect = statement.Session.Dialect;
    private readonly FieldValue[] _row = new FieldValue[statement.Columns.Schema.Count];
    private readonly DbCellReader[] _cells = [.. statement.Columns.Columns.Select(column => column.Read)];
    private bool? _hasRow = statement.HasRow;
    private long _position;

    protected override SourceReadEnd EndOfRead => statement.Session.Inconsistency is { } reason && !settings.AllowInconsistentReads
        ? SourceReadEnd.Truncated(reason)
        : SourceReadEnd.Complete;

    protected override async ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return _dialect.BlocksThread
                ? Fill(batch, cancellationToken)
                : await FillFromServerAsync(batch, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not SyncSourceException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw DbErrors.Translate(e, string.Create(CultureInfo.InvariantCulture, $"Reading ended with an error after {_position} rows"), settings, _dialect);
        }
    }

    // Otherwise disposing would read the rest of the rows, however many they are.
    protected override void Interrupt() => statement.Cancel();

    protected override async ValueTask ReleaseAsync()
    {
        if (End is not null)
            await statement.CompleteAsync().ConfigureAwait(false);
        await statement.DisposeAsync().ConfigureAwait(false);
    }

    private bool Fill(RecordBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Count < BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!(TakeFirst() ?? _reader.Read()))
                return _reader.NextResult() ? throw SecondResult() : false;
            AddRow(batch);
        }

        return true;
    }

    private async ValueTask<bool> FillFromServerAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Count < BatchSize)
        {
            if (!(TakeFirst() ?? await _reader.ReadAsync(cancellationToken).ConfigureAwait(false)))
                return await _reader.NextResultAsync(cancellationToken).ConfigureAwait(false) ? throw SecondResult() : false;
            AddRow(batch);
        }

        return true;
    }

    // The first row was waited for when the read was opened.
    private bool? TakeFirst()
    {
        var hasRow = _hasRow;
        _hasRow = null;
        return hasRow;
    }

    private void AddRow(RecordBatch batch)
    {
        _position++;
        var i = 0;
        try
        {
            for (; i < _cells.Length; i++)
                _row[i] = _cells[i](_reader, i);
        }
        catch (NotSupportedException)
        {
            throw statement.Columns.Unsupported(i);
        }
        catch (Exception e) when (e is not (DbException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
            && !_reader.IsClosed)
        {
            // The provider has no .NET value for what the database holds: this row's trouble, not the read's.
            Unreadable.Add(string.Create(CultureInfo.InvariantCulture, $"row {_position}"), statement.Columns.Unreadable(i, e, _dialect));
            return;
        }

        batch.Add(_row);
    }

    private static SyncSourceException SecondResult() => new("The model returns more than one set of rows. Keep one statement in it.");
}
