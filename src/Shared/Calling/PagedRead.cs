using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>A read of a result that a service delivers page by page. While one page is read, the next one is fetched: memory holds two.</summary>
internal abstract class PagedRead(RecordSchema schema, SourceReadOptions options, string service, CancellationToken cancellationToken)
    : BatchedRead(schema, options, readAhead: true, cancellationToken)
{
    private readonly FieldValue[] _row = new FieldValue[schema.Count];
    private Task<ResultPage?>? _next;
    private ResultPage? _page;
    private bool _began;

    /// <summary>The number of rows read so far, unreadable ones among them.</summary>
    protected long Rows { get; private set; }

    /// <summary>Fetches the next page. Null when there are no more, which is only said if that is certain.</summary>
    protected abstract ValueTask<ResultPage?> FetchAsync(CancellationToken cancellationToken);

    /// <summary>Reads the next row of a page.</summary>
    /// <param name="rows">The rows that are left.</param>
    /// <param name="row">Where the values go.</param>
    /// <param name="problem">Why the row cannot be read, without any of its values; null if it can.</param>
    /// <returns>False if there are no more rows.</returns>
    /// <exception cref="JsonException">The page is not what it should be.</exception>
    protected abstract bool TryReadRow(ref RowScanner rows, Span<FieldValue> row, out string? problem);

    /// <summary>Called when all rows were read, to hold their number against what the service said.</summary>
    /// <exception cref="SyncSourceException">Rows are missing, or there are too many.</exception>
    protected abstract void Verify();

    protected sealed override async ValueTask<bool> FillAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        while (batch.Count < BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _page ??= await TakeNextAsync(cancellationToken).ConfigureAwait(false);
            if (_page is null)
            {
                Verify();
                return false;
            }

            FillFrom(_page, batch);
            if (!_page.IsRead)
                continue;
            if (_page.ExpectedRows is { } expected && expected != _page.Rows)
                throw Faulty($"has {_page.Rows} rows and should have {expected}");
            _page.Dispose();
            _page = null;
        }

        return true;
    }

    protected override async ValueTask ReleaseAsync()
    {
        if (_next is not null)
        {
            await ((Task)_next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (_next.IsCompletedSuccessfully)
                (await _next.ConfigureAwait(false))?.Dispose();
        }

        _page?.Dispose();
    }

    private async ValueTask<ResultPage?> TakeNextAsync(CancellationToken cancellationToken)
    {
        if (!_began)
            _next = FetchAsync(cancellationToken).AsTask();
        _began = true;
        var page = _next is null ? null : await _next.ConfigureAwait(false);
        _next = page is null ? null : FetchAsync(cancellationToken).AsTask();
        return page;
    }

    private void FillFrom(ResultPage page, RecordBatch batch)
    {
        try
        {
            var rows = page.Open();
            while (batch.Count < BatchSize)
            {
                if (!TryReadRow(ref rows, _row, out var problem))
                {
                    page.IsRead = true;
                    return;
                }

                page.Rows++;
                Rows++;
                if (problem is null)
                    batch.Add(_row);
                else
                    Unreadable.Add(string.Create(CultureInfo.InvariantCulture, $"row {Rows}"), problem);
            }

            page.Keep(in rows);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            // The exception quotes the text, which is that of rows.
            throw Faulty("is not what it should be");
        }
    }

    private SyncSourceException Faulty(string what) => new(string.Create(
        CultureInfo.InvariantCulture, $"{service} delivered {Rows} rows and then a result of which {_page!.Name} {what}."));
}
