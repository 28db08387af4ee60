using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>Reads one cell of the current row; a null of the database is the reader's own business.</summary>
internal delegate FieldValue DbCellReader(DbDataReader reader, int ordinal);

internal sealed record DbColumn(string Name, string TypeName, Type Type, FieldType FieldType, bool IsArray, DbCellReader Read);

/// <summary>The columns of a result, each with the reader of its cells, chosen once.</summary>
internal sealed class DbColumns
{
    private DbColumns(IReadOnlyList<DbColumn> columns)
    {
        Columns = columns;
        Schema = new(columns.Select(column => new SchemaField(column.Name, column.FieldType, column.IsArray)));
    }

    public IReadOnlyList<DbColumn> Columns { get; }

    public RecordSchema Schema { get; }

    public static DbColumns Describe(DbConnection connection, DbDataReader reader, DbDialect dialect)
    {
        if (reader.FieldCount == 0)
            throw new SyncSourceException("The model returns no columns. A model is a query that returns rows.");

        var readAny = dialect.TypesPerCell ? SqliteCells.Choose(connection, reader) : null;
        List<DbColumn> columns = [];
        List<string> unsupported = [];
        for (var i = 0; i < reader.FieldCount; i++)
        {
            var name = reader.GetName(i);
            if (string.IsNullOrEmpty(name) || name == "?column?")
                throw new SyncSourceException($"Column {i + 1} of the model has no name. Give it one with AS.");
            if (columns.Exists(column => column.Name == name))
                throw new SyncSourceException($"The model returns two columns '{name}'. Give one of them another name with AS.");

            var typeName = reader.GetDataTypeName(i);
            var (fieldType, isArray, read) = readAny is null ? DbCells.Choose(reader, i, dialect) : (FieldType.Any, false, readAny);
            columns.Add(new(name, typeName, DbCells.TypeOf(reader, i), fieldType, isArray, read ?? DbCells.ReadAny));
            if (read is null)
                unsupported.Add($"'{name}' ({typeName})");
        }

        return unsupported.Count == 0 ? new(columns) : throw UnsupportedColumns(string.Join(", ", unsupported));
    }

    public SyncSourceException Unsupported(int index) => UnsupportedColumns($"'{Columns[index].Name}' ({Columns[index].TypeName})");

    public string Unreadable(int index, Exception e, DbDialect dialect)
    {
        var column = Columns[index];
        var advice = dialect.IsMySql && column.Type == typeof(DateTime)
            ? "If it is a zero date, say ConvertZeroDateTime=true in the connection string."
            : "Cast the column to text in the query.";
        return $"The provider cannot deliver the value of column '{column.Name}' ({column.TypeName}): {e.GetType().Name}. {advice}";
    }

    private static SyncSourceException UnsupportedColumns(string names) =>
        new($"These columns have a type that has no place in a record: {names}. Cast them in the query, to text or JSON for example.");
}
