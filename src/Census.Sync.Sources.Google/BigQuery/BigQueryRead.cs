using System.Globalization;

namespace Census.Sync.Sources;

internal sealed class BigQueryRead : PagedRead
{
    private readonly BigQueryCell[] _cells;
    private readonly BigQueryStatement _statement;
    private readonly long? _total;
    private (ApiResult Answer, BigQueryReply Reply)? _first;
    private string? _pageToken;
    private int _pages;

    private BigQueryRead(
        RecordSchema schema,
        BigQueryCell[] cells,
        BigQueryStatement statement,
        ApiResult answer,
        BigQueryReply reply,
        SourceReadOptions options,
        CancellationToken cancellationToken)
        : base(schema, options, "BigQuery", cancellationToken)
    {
        (_cells, _statement, _first, _total, _pageToken) = (cells, statement, (answer, reply), reply.TotalRows, reply.PageToken);
    }

    public override SourceReadCost Cost => _statement.Cost;

    public static BigQueryRead Open(
        BigQueryStatement statement, ApiResult answer, BigQueryReply reply, SourceReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var (schema, cells) = SchemaOf(reply, statement.TellsTimesAsText);
            return new(schema, cells, statement, answer, reply, options, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    public static (RecordSchema Schema, BigQueryCell[] Cells) SchemaOf(BigQueryReply reply, bool tellsTimesAsText)
    {
        BigQueryCell[] cells = [.. (reply.Schema?.Fields ?? []).Select(field => new BigQueryCell(field, tellsTimesAsText))];
        return (ServiceColumn.SchemaOf(cells.Select(cell => (cell.Name, cell.Type, cell.IsRepeated && cell.Type != FieldType.Json))), cells);
    }

    protected override async ValueTask<ResultPage?> FetchAsync(CancellationToken cancellationToken)
    {
        // A page may be empty and yet not be the last.
        while (true)
        {
            if (_first is { } first)
            {
                _first = null;
                if (PageOf(first.Answer, first.Reply) is { } page)
                    return page;
                continue;
            }

            if (_pageToken is null)
                return null;
            var (answer, reply) = await _statement.GetPageAsync(_pageToken, cancellationToken).ConfigureAwait(false);
            _pageToken = reply.PageToken;
            if (PageOf(answer, reply) is { } next)
                return next;
        }
    }

    protected override bool TryReadRow(ref RowScanner rows, Span<FieldValue> row, out string? problem)
    {
        problem = null;
        if (!rows.TryBegin())
            return false;
        rows.Pass((byte)'{');
        rows.Pass("\"f\""u8);
        rows.Pass((byte)':');
        for (var i = 0; i < _cells.Length; i++)
        {
            rows.Pass(i == 0 ? (byte)'[' : (byte)',');
            if (!_cells[i].TryRead(ref rows, out row[i]))
                problem ??= $"The value of column '{_cells[i].Name}' is no {_cells[i].TypeName} that can be read.";
        }

        rows.Pass((byte)']');
        rows.Pass((byte)'}');
        return true;
    }

    protected override void Verify()
    {
        if (_total is { } total && Rows != total)
            throw new GoogleSourceException(string.Create(CultureInfo.InvariantCulture, $"BigQuery delivered {Rows} rows and said there are {total}."));
    }

    protected override async ValueTask ReleaseAsync()
    {
        await base.ReleaseAsync().ConfigureAwait(false);
        _first?.Answer.Dispose();
    }

    private ResultPage? PageOf(ApiResult answer, BigQueryReply reply)
    {
        if (reply.RowsStart >= 0)
            return new(answer, reply.RowsStart, string.Create(CultureInfo.InvariantCulture, $"page {++_pages}"));
        answer.Dispose();
        return null;
    }
}
