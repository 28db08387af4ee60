using Census.Sync.Sources;

namespace EndToEnd.Tests.Faults;

/// <summary>A source that was synced once and was edited since.</summary>
internal sealed class EditedRows
{
    private readonly SortedDictionary<int, SourceRow> _rows = [];
    private string _text = "first";

    public EditedRows(int count)
    {
        for (var i = 0; i < count; i++)
            _rows[i] = new(i, _text);
        Source = new(() => _rows.Values.ToArray(), columns => columns
            .Column("key", row => row.Key)
            .Column("text", row => row.Text)
            .Column("owner", row => $"Owner {row.Owner}")
            .Column("ownerMail", row => $"owner{row.Owner}@x.com")
            .Column("company", row => GainsightScenario.CompanyId(row.Owner))
            .Column("address", row => $"p{row.Key}@x.com")
            .Column("mail", row => $"m{row.Number / 2}@x.com"));
    }

    public ObjectSource<SourceRow> Source { get; }

    public IReadOnlyCollection<SourceRow> Rows => _rows.Values;

    /// <summary>Changes every third row, adds some and takes some away. Returns the number of differences.</summary>
    public int Edit(int added, int removed, bool changes = true)
    {
        var count = _rows.Count;
        _text = _text == "first" ? "second" : "first";
        for (var i = 0; i < count && changes; i += 3)
            _rows[i] = new(i, _text);
        for (var i = 0; i < added; i++)
            _rows[count + i] = new(count + i, _text);
        for (var i = 0; i < removed; i++)
            _rows.Remove((3 * i) + 1);
        return (changes ? (count + 2) / 3 : 0) + added + removed;
    }
}
