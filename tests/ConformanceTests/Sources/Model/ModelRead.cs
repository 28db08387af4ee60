using System.Runtime.CompilerServices;

namespace Census.Sync.ConformanceTests;

internal sealed class ModelRead : SourceRead
{
    private readonly ModelSource _source;
    private readonly ModelTables _tables;
    private readonly SourceTable _table;
    private readonly CancellationToken _opened;
    private readonly int _batchSize;
    private readonly SourceDefect _defect;
    private SourceReadEnd? _end;
    private bool _started;
    private bool _disposed;

    public ModelRead(ModelSource source, ModelTables tables, RecordSchema schema, SourceReadOptions? options, CancellationToken cancellationToken)
    {
        (_source, _tables, _table, _opened, Schema, _defect) = (source, tables, tables.Table, cancellationToken, schema, source.Defect);
        _batchSize = options?.BatchSize is > 0 and var size && _defect != SourceDefect.ChoosesTheSize ? size : 7;
        if (_defect == SourceDefect.IsCompleteAtOnce)
            _end = SourceReadEnd.Complete;
        source.Position = 0;
        tables.Count(+1);
    }

    public override RecordSchema Schema { get; }

    public override IAsyncEnumerable<RecordBatch> Batches => ReadAsync();

    public override SourceReadEnd? End => _end;

    public override ValueTask DisposeAsync()
    {
        if (_disposed && _defect == SourceDefect.FailsToDisposeTwice)
            throw new ObjectDisposedException(nameof(ModelRead));
        if (!_disposed && (_end is not null || _defect != SourceDefect.LeavesOpen))
            _tables.Count(-1);
        _disposed = true;
        return default;
    }

    private async IAsyncEnumerable<RecordBatch> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (_started && _defect != SourceDefect.EnumeratesAgain)
            throw new InvalidOperationException("It was enumerated.");
        _started = true;
        if (_defect == SourceDefect.IsCompleteWhenLeft)
            _end = SourceReadEnd.Complete;
        var held = _defect == SourceDefect.HoldsEverything ? RowsOf(0, _table.Rows.Count).ToList() : null;
        using var batch = new RecordBatch(_defect == SourceDefect.CopiesTheSchema ? new(Schema) : Schema, _batchSize);
        if (_defect == SourceDefect.DeliversEmptyBatches && _table.Rows.Count == 0)
            yield return batch;

        var from = 0;
        while (from < Count)
        {
            await Task.Yield();
            if (_defect == SourceDefect.SwallowsCancellation && (_opened.IsCancellationRequested || cancellationToken.IsCancellationRequested))
                break;
            _opened.ThrowIfCancellationRequested();
            cancellationToken.ThrowIfCancellationRequested();
            if (_tables.FailsAt >= 0 && (from >= _tables.FailsAt || _defect == SourceDefect.DeliversNothingBeforeAFailure))
            {
                if (_defect == SourceDefect.SwallowsFailures)
                    break;
                throw new SyncSourceException(_defect == SourceDefect.QuotesValues ? $"It fails behind {_table.Rows[from - 1][1] ?? _table.Rows[from - 2][1]}." : "It fails.");
            }

            batch.Clear();
            if (_defect == SourceDefect.SharesThePosition)
                from = _source.Position;
            foreach (var row in held?.GetRange(from, Math.Min(_batchSize, Count - from)) ?? RowsOf(from, _batchSize))
                batch.Add(row);
            if (batch.Count == 0)
                break;
            from += batch.Count - (_defect == SourceDefect.RepeatsAtTheSeam && batch.Count > 1 ? 1 : 0);
            _source.Position = from;
            if (_defect == SourceDefect.FillsTooEarly && from < Count)
            {
                batch.Clear();
                foreach (var row in RowsOf(from, _batchSize))
                    batch.Add(row);
            }

            yield return batch;
        }

        _end = SourceReadEnd.Complete;
    }

    private int Count => _table.Rows.Count - (_defect == SourceDefect.DropsTheLast ? 1 : 0);

    private IEnumerable<FieldValue[]> RowsOf(int from, int count)
    {
        for (var i = from; i < Math.Min(from + count, Count); i++)
        {
            var row = new FieldValue[Schema.Count];
            Array.Fill(row, FieldValue.Null);
            var to = 0;
            for (var column = 0; column < Math.Min(_table.Columns.Count, row.Length); column++)
            {
                var cell = _table.Rows[i][column];
                if (cell is not null || _defect != SourceDefect.SkipsNulls)
                    row[to++] = ModelSource.ValueOf(_table.Columns[column].Type, cell is null ? null : new string(cell.AsSpan()), _defect);
            }

            yield return row;
        }
    }
}
