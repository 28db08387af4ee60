using System.Globalization;

namespace Census.Sync.Sources;

internal sealed class SnowflakeRead : TextRowsRead
{
    private const string TooLargeToDeliver = "391908";

    private readonly SnowflakeStatement _statement;
    private readonly SnowflakeMetadata _metadata;
    private readonly IReadOnlyList<SnowflakePartition> _partitions;
    private readonly bool _isCut;
    private ApiResult? _first;
    private readonly int _firstRows;
    private int _fetched;

    private SnowflakeRead(
        IReadOnlyList<ServiceColumn> columns,
        SnowflakeStatement statement,
        ApiResult answer,
        in SnowflakeReply reply,
        SourceReadOptions options,
        CancellationToken cancellationToken)
        : base(columns, options, "Snowflake", cancellationToken)
    {
        (_statement, _first, _firstRows, _metadata) = (statement, answer, reply.RowsStart, reply.Metadata!);
        _partitions = _metadata.PartitionInfo is { Count: > 0 } partitions ? partitions : [new(_metadata.NumRows)];
        _isCut = reply.Code == TooLargeToDeliver;
    }

    public override SourceReadCost Cost => _statement.Cost;

    protected override SourceReadEnd EndOfRead => _isCut
        ? SourceReadEnd.Truncated("Snowflake says that the result is too large to be delivered whole.")
        : SourceReadEnd.Complete;

    public static SnowflakeRead Open(
        SnowflakeStatement statement, ApiResult answer, in SnowflakeReply reply, SourceReadOptions options, CancellationToken cancellationToken)
    {
        try
        {
            if (reply.Metadata is not { RowType.Count: > 0 } metadata)
                throw new WarehouseException("Snowflake's answer does not describe its columns. A model is one query that returns rows.", reply.Code, reply.Handle);
            return new([.. metadata.RowType.Select(SnowflakeCells.ColumnOf)], statement, answer, in reply, options, cancellationToken);
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
        if (number == 0)
        {
            var first = new ResultPage(_first!, _firstRows, NameOf(0)) { ExpectedRows = _isCut ? null : _partitions[0].RowCount };
            _first = null;
            return first;
        }

        if (number >= _partitions.Count)
            return null;
        var (answer, reply) = await _statement.GetPartitionAsync(number, cancellationToken).ConfigureAwait(false);
        return new(answer, reply.RowsStart, NameOf(number)) { ExpectedRows = _isCut ? null : _partitions[number].RowCount };
    }

    protected override void Verify()
    {
        if (!_isCut && Rows != _metadata.NumRows)
        {
            throw new SyncSourceException(string.Create(
                CultureInfo.InvariantCulture, $"Snowflake delivered {Rows} rows and said there are {_metadata.NumRows}."));
        }
    }

    protected override async ValueTask ReleaseAsync()
    {
        await base.ReleaseAsync().ConfigureAwait(false);
        _first?.Dispose();
    }

    private static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"partition {number}");
}
