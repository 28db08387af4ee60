using System.Globalization;

namespace Census.Sync.Sources;

internal sealed class ObjectRead<T>(
    RecordSchema schema,
    Func<T, FieldValue>[] values,
    Func<CancellationToken, IAsyncEnumerable<T>> read,
    SourceReadOptions options,
    CancellationToken cancellationToken)
    : BatchedRead(schema, options, readAhead: false, cancellationToken)
{
    private readonly FieldValue[] _row = new FieldValue[schema.Count];
    private IAsyncEnumerator<T>? _items;
    private long _count;

    protected override async ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            // The enumerator gets the token of the read, which the enumeration's own token also cancels.
            _items ??= read(cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (batch.Count < BatchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!await _items.MoveNextAsync().ConfigureAwait(false))
                    return false;

                var item = _items.Current;
                for (var i = 0; i < values.Length; i++)
                    _row[i] = values[i](item);
                batch.Add(_row);
                _count++;
            }

            return true;
        }
        catch (Exception e) when (e is not SyncSourceException && !cancellationToken.IsCancellationRequested)
        {
            throw new SyncSourceException(string.Create(
                CultureInfo.InvariantCulture, $"The application's objects failed with {e.GetType().FullName} after {_count} records."));
        }
    }

    protected override async ValueTask ReleaseAsync()
    {
        if (_items is null)
            return;

        try
        {
            await _items.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The records were read or given up; what the application's clean-up says cannot change that.
        }
    }
}
