namespace Census.Sync.Emulators.Gainsight;

/// <summary>The rows that have a value in one field.</summary>
internal sealed class ValueIndex
{
    private readonly SchemaField _field;
    private readonly Dictionary<object, List<Row>> _rows;

    public ValueIndex(SchemaField field, StringComparer comparer, IEnumerable<Row> rows)
    {
        _field = field;
        _rows = new Dictionary<object, List<Row>>(new ValueComparer(comparer));
        foreach (Row row in rows)
        {
            Add(row);
        }
    }

    public IReadOnlyList<Row> Find(object value) => _rows.TryGetValue(value, out List<Row>? rows) ? rows : [];

    public void Add(Row row)
    {
        if (row[_field] is { } value)
        {
            if (!_rows.TryGetValue(value, out List<Row>? rows))
            {
                _rows.Add(value, rows = new List<Row>(1));
            }

            rows.Add(row);
        }
    }

    public void Remove(Row row)
    {
        if (row[_field] is { } value && _rows.TryGetValue(value, out List<Row>? rows) && rows.Remove(row) && rows.Count == 0)
        {
            _rows.Remove(value);
        }
    }

    private sealed class ValueComparer(StringComparer comparer) : IEqualityComparer<object>
    {
        public new bool Equals(object? x, object? y) => x is string a && y is string b ? comparer.Equals(a, b) : object.Equals(x, y);

        public int GetHashCode(object value) => value is string text ? comparer.GetHashCode(text) : value.GetHashCode();
    }
}
