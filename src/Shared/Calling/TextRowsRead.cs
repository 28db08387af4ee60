namespace Census.Sync.Sources;

/// <summary>A paged read of rows that are arrays of strings and nulls, whatever the columns hold.</summary>
internal abstract class TextRowsRead(
    IReadOnlyList<ServiceColumn> columns, SourceReadOptions options, string service, CancellationToken cancellationToken)
    : PagedRead(ServiceColumn.SchemaOf(columns.Select(column => (column.Name, column.Type, column.IsArray))), options, service, cancellationToken)
{
    private readonly JsonCellReader[] _cells = [.. columns.Select(column => column.Read)];

    protected override bool TryReadRow(ref RowScanner rows, Span<FieldValue> row, out string? problem)
    {
        problem = null;
        if (!rows.TryBegin())
            return false;
        for (var i = 0; i < _cells.Length; i++)
        {
            rows.Pass(i == 0 ? (byte)'[' : (byte)',');
            if (!rows.TryReadTextOrNull(out var text))
                row[i] = FieldValue.Null;
            else if (!_cells[i](in text, out row[i]))
                problem ??= $"The value of column '{columns[i].Name}' is no {columns[i].TypeName.ToUpperInvariant()} that can be read.";
        }

        rows.Pass((byte)']');
        return true;
    }
}
