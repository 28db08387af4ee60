namespace Census.Sync.Emulators.Gainsight;

/// <summary>The rows of one object, in order of insertion, with an index for each field that was ever searched by value.</summary>
internal sealed class Table(ObjectSchema schema, GainsightEmulatorOptions options)
{
    private readonly List<Row?> _slots = [];
    private readonly Dictionary<string, Row> _byGsid = new(StringComparer.Ordinal);
    private readonly Dictionary<int, ValueIndex> _indexes = [];
    private Row[]? _sorted;

    public ObjectSchema Schema => schema;

    public int Count => _byGsid.Count;

    public IEnumerable<Row> Rows => _slots.OfType<Row>();

    /// <summary>Gets the rows in order of their GSID, for readers that page by it.</summary>
    public Row[] Sorted
    {
        get
        {
            if (_sorted is null)
            {
                _sorted = [.. _byGsid.Values];
                Array.Sort(_sorted, static (a, b) => string.CompareOrdinal(a.Gsid, b.Gsid));
            }

            return _sorted;
        }
    }

    public StringComparer Comparer(SchemaField field) =>
        (field.Kind == FieldKind.Email ? options.IgnoreCaseInEmails : options.IgnoreCaseInText && field.Kind is not (FieldKind.Gsid or FieldKind.Lookup))
            ? StringComparer.OrdinalIgnoreCase
            : StringComparer.Ordinal;

    public Row? Find(string gsid) => _byGsid.GetValueOrDefault(gsid);

    /// <summary>The rows with this value, in no particular order. Not to be kept over a change.</summary>
    public IReadOnlyList<Row> Find(SchemaField field, object value)
    {
        if (field.IsSystem && field.Name == "Gsid")
        {
            return value is string gsid && _byGsid.TryGetValue(gsid, out Row? row) ? [row] : [];
        }

        if (!_indexes.TryGetValue(field.Ordinal, out ValueIndex? index))
        {
            _indexes.Add(field.Ordinal, index = new ValueIndex(field, Comparer(field), Rows));
        }

        return index.Find(value);
    }

    public void Add(Row row)
    {
        row.Slot = _slots.Count;
        _slots.Add(row);
        _byGsid.Add(row.Gsid, row);
        _sorted = null;
        foreach (ValueIndex index in _indexes.Values)
        {
            index.Add(row);
        }
    }

    public void Update(Row row, object?[] values)
    {
        foreach (ValueIndex index in _indexes.Values)
        {
            index.Remove(row);
        }

        row.Values = values;
        foreach (ValueIndex index in _indexes.Values)
        {
            index.Add(row);
        }
    }

    public void Remove(Row row)
    {
        _slots[row.Slot] = null;
        _byGsid.Remove(row.Gsid);
        _sorted = null;
        foreach (ValueIndex index in _indexes.Values)
        {
            index.Remove(row);
        }
    }

    public void Clear()
    {
        _slots.Clear();
        _byGsid.Clear();
        _indexes.Clear();
        _sorted = null;
    }
}
