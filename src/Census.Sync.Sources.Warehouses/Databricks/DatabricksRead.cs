using System.Globalization;

namespace Census.Sync.Sources;

internal sealed class DatabricksRead : TextRowsRead
{
    private readonly DatabricksStatement _statement;
    private readonly DatabricksManifest _manifest;
    private ApiResult? _first;
    private DatabricksLink? _firstLink;
    private readonly int _firstRows;
    private int _fetched;

    private DatabricksRead(
        IReadOnlyList<ServiceColumn> columns,
        DatabricksStatement statement,
        ApiResult answer,
        DatabricksReply reply,
        SourceReadOptions options,
        CancellationToken cancellationToken)
        : base(columns, options, "Databricks", cancellationToken)
    {
        (_statement, _manifest, _first, _firstRows) = (statement, reply.Manifest!, answer, reply.RowsStart);
        _firstLink = reply.Links is { Count: > 0 } links && links[0].ChunkIndex == 0 ? links[0] : null;
    }

    public override SourceReadCost Cost => _statement.Cost;

    protected override SourceReadEnd EndOfRead => _manifest.Truncated
        ? SourceReadEnd.Truncated("Databricks cut the result at its limit of bytes or rows.")
        : SourceReadEnd.Complete;

    public static DatabricksRead Open(
        DatabricksStatement statement, ApiResult answer, DatabricksReply reply, SourceReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return new([.. (reply.Manifest!.Schema?.Columns ?? []).Select(DatabricksCells.ColumnOf)], statement, answer, reply, options, cancellationToken);
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    protected override async ValueTask<ResultPage?> FetchAsync(CancellationToken cancellationToken)
    {
        var number = _fetched++;
        if (number >= _manifest.TotalChunkCount || _manifest.TotalRowCount == 0 && !_manifest.Truncated)
            return null;
        if (number == 0 && _firstRows >= 0)
        {
            var first = new ResultPage(_first!, _firstRows, NameOf(0)) { ExpectedRows = RowsOf(0) };
            _first = null;
            return first;
        }

        var link = number == 0 ? Interlocked.Exchange(ref _firstLink, null) : null;
        var (answer, start, rows) = await _statement.GetChunkAsync(number, link, cancellationToken).ConfigureAwait(false);
        return new(answer, start, NameOf(number)) { ExpectedRows = RowsOf(number) ?? rows };
    }

    protected override void Verify()
    {
        if (Rows != _manifest.TotalRowCount)
        {
            throw new SyncSourceException(string.Create(
                CultureInfo.InvariantCulture, $"Databricks delivered {Rows} rows and said there are {_manifest.TotalRowCount}."));
        }
    }

    protected override async ValueTask ReleaseAsync()
    {
        await base.ReleaseAsync().ConfigureAwait(false);
        _first?.Dispose();
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"chunk {number}");

    private long? RowsOf(int number)
    {
        foreach (var chunk in _manifest.Chunks ?? [])
        {
            if (chunk.ChunkIndex == number)
                return chunk.RowCount;
        }

        return null;
    }
}
