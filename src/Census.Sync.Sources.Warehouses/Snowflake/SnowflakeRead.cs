using System.Globalization;
using System.Text.Json;

namespace Census.Sync.Sources;

internal sealed class SnowflakeRead : PagedRead
{
    private const string TooLargeToDeliver = "391908";

    private readonly SnowflakeStatement _statement;
    private readonly SnowflakeMetadata _metadata;
    private readonly IReadOnlyList<SnowflakePartition> _partitions;
    private readonly JsonCellReader[] _cells;
    private readonly bool _isCut;
    private ApiResult? _first;
    private readonly int _firstRows;
    private int _fetched;

    private SnowflakeRead(
        RecordSchema schema,
        JsonCellReader[] cells,
        SnowflakeStatement statement,
        ApiResult answer,
        in SnowflakeReply reply,
        SourceReadOptions options,
        CancellationToken cancellationToken)
        : base(schema, options, "Snowflake", cancellationToken)
    {
        (_cells, _statement, _first, _firstRows, _metadata) = (cells, statement, answer, reply.RowsStart, reply.Metadata!);
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
            var fields = new List<SchemaField>();
            var cells = new List<JsonCellReader>();
            foreach (var column in metadata.RowType)
            {
                if (string.IsNullOrEmpty(column.Name))
                    throw new SyncSourceException($"Column {fields.Count + 1} of the model has no name. Give it one with AS.");
                if (fields.Exists(field => field.Name == column.Name))
                    throw new SyncSourceException($"The model returns two columns '{column.Name}'. Give one of them another name with AS.");
                var (type, isArray, read) = SnowflakeCells.Choose(column);
                fields.Add(new(column.Name, type, isArray));
                cells.Add(read);
            }

            return new(new(fields), [.. cells], statement, answer, in reply, options, cancellationToken);
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

    protected override string? ReadRow(ResultPage page, ref Utf8JsonReader reader, Span<FieldValue> row)
    {
        if (page.Rows == 0)
            Expect(ref reader, JsonTokenType.StartArray);
        reader.Read();
        if (reader.TokenType == JsonTokenType.EndArray)
        {
            page.IsRead = true;
            return null;
        }

        string? problem = null;
        for (var i = 0; i < _cells.Length; i++)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null)
                row[i] = FieldValue.Null;
            else if (reader.TokenType != JsonTokenType.String)
                throw new JsonException();
            else if (!_cells[i](ref reader, out row[i]))
                problem ??= $"The value of column '{Schema[i].Name}' is no {_metadata.RowType[i].Type.ToUpperInvariant()} that can be read.";
        }

        Expect(ref reader, JsonTokenType.EndArray);
        return problem;
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

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
            throw new JsonException();
    }
}
