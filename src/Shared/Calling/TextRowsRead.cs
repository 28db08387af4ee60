using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>A paged read of rows that are arrays of strings and nulls, whatever the columns hold.</summary>
internal abstract class TextRowsRead(
    IReadOnlyList<ServiceColumn> columns, SourceReadOptions options, string service, CancellationToken cancellationToken)
    : PagedRead(ServiceColumn.SchemaOf(columns), options, service, cancellationToken)
{
    private readonly JsonCellReader[] _cells = [.. columns.Select(column => column.Read)];

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
                problem ??= $"The value of column '{columns[i].Name}' is no {columns[i].TypeName.ToUpperInvariant()} that can be read.";
        }

        Expect(ref reader, JsonTokenType.EndArray);
        return problem;
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType token)
    {
        if (!reader.Read() || reader.TokenType != token)
            throw new JsonException();
    }
}
