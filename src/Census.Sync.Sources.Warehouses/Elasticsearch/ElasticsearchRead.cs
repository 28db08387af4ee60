using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>A read of the documents of an index.</summary>
internal sealed class ElasticsearchRead(
    RecordSchema schema,
    IReadOnlyList<ElasticsearchField> fields,
    ElasticsearchCluster cluster,
    ElasticsearchSnapshot snapshot,
    SourceReadOptions options,
    TimeProvider time,
    CancellationToken cancellationToken)
    : PagedRead(schema, options, "The cluster", cancellationToken)
{
    private readonly byte[][] _names = [.. fields.Select(field => Encoding.UTF8.GetBytes(field.Name))];
    private long? _total;
    private int _pages;

    public override SourceReadCost Cost => cluster.Cost;

    protected override async ValueTask<ResultPage?> FetchAsync(CancellationToken cancellationToken)
    {
        var (answer, reply) = await snapshot.NextAsync(cancellationToken).ConfigureAwait(false);
        _total ??= reply.Total;
        if (reply.Hits > 0)
            return new(answer, reply.HitsStart, string.Create(CultureInfo.InvariantCulture, $"page {++_pages}")) { ExpectedRows = reply.Hits };
        answer.Dispose();
        return null;
    }

    protected override void Verify()
    {
        if (_total is { } total && Rows != total)
            throw new WarehouseException(string.Create(CultureInfo.InvariantCulture, $"The cluster delivered {Rows} documents and said there are {total}."));
    }

    protected override async ValueTask ReleaseAsync()
    {
        await base.ReleaseAsync().ConfigureAwait(false);
        await snapshot.CloseAsync(time).ConfigureAwait(false);
    }

    protected override bool TryReadRow(ref RowScanner rows, Span<FieldValue> row, out string? problem)
    {
        problem = null;
        if (!rows.TryBegin())
            return false;

        // A field without a value is not there.
        row.Fill(FieldValue.Null);
        var reader = rows.Open(out var json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isId, isFields) = (reader.ValueTextEquals("_id"u8), reader.ValueTextEquals("fields"u8));
            reader.Read();
            if (isId)
                row[0] = reader.GetString();
            else if (isFields)
                problem = ReadFields(ref reader, json, row) ?? problem;
            else
                reader.Skip();
        }

        rows.Close(in reader);
        return true;
    }

    private string? ReadFields(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, Span<FieldValue> row)
    {
        string? problem = null;
        var expected = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = IndexOf(ref reader, expected);
            reader.Read();
            if (field < 0)
            {
                reader.Skip();
                continue;
            }

            if (!TryRead(fields[field], ref reader, json, out row[field + 1]))
                problem ??= $"The value of field '{fields[field].Name}' is no {fields[field].MappingType} that can be read.";
            expected = field + 1;
        }

        return problem;
    }

    private int IndexOf(ref Utf8JsonReader reader, int expected)
    {
        if (expected < _names.Length && reader.ValueTextEquals(_names[expected]))
            return expected;
        return Schema.IndexOf(reader.GetString()!) - 1;
    }

    // The values of a field are always a list; one value is that value.
    private static bool TryRead(ElasticsearchField field, ref Utf8JsonReader reader, ReadOnlySpan<byte> json, out FieldValue value)
    {
        value = FieldValue.Null;
        if (field.MappingType == "nested" || reader.TokenType != JsonTokenType.StartArray)
        {
            if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                value = FieldValue.FromJson(Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed]));
                return true;
            }

            return field.TryRead(ref reader, json, out value);
        }

        List<FieldValue>? values = null;
        var count = 0;
        var isRead = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            isRead &= field.TryRead(ref reader, json, out var element);
            if (++count == 1)
            {
                value = element;
                continue;
            }

            values ??= [value];
            values.Add(element);
        }

        if (values is not null)
            value = FieldValue.FromArray([.. values]);
        return isRead;
    }
}
