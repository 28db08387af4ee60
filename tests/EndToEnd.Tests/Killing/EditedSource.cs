using System.Globalization;
using System.Text;

namespace EndToEnd.Tests.Killing;

/// <summary>A CSV file that changes between runs: rows are edited and added; what is only ever created is only added.</summary>
internal sealed class EditedSource
{
    private readonly SortedDictionary<string, (string Text, int Number)> _rows = new(StringComparer.Ordinal);
    private readonly Random _random;
    private readonly bool _onlyAdds;

    public EditedSource(string path, Random random, bool onlyAdds)
    {
        Path = path;
        _random = random;
        _onlyAdds = onlyAdds;
        for (var i = 0; i < 260; i++)
            Add();
        Write();
    }

    public string Path { get; }

    public void Edit()
    {
        if (!_onlyAdds)
        {
            foreach (var id in _rows.Keys.Where(_ => _random.Next(2) == 0).ToArray())
                _rows[id] = ($"sector {_random.Next(100_000)}", _random.Next(100_000));
        }

        for (var i = _random.Next(20, 90); i > 0; i--)
            Add();
        Write();
    }

    public IReadOnlyDictionary<string, string> Projection() =>
        _rows.ToDictionary(row => row.Key, row => _onlyAdds ? row.Value.Text : $"{row.Value.Text}/{row.Value.Number}");

    private void Add() => _rows[$"row {_rows.Count:00000}"] = ($"sector {_random.Next(100_000)}", _random.Next(100_000));

    private void Write()
    {
        var csv = new StringBuilder("id,text,number\n");
        foreach (var (id, (text, number)) in _rows)
            csv.Append(CultureInfo.InvariantCulture, $"{id},{text},{number}\n");
        File.WriteAllText(Path, csv.ToString());
    }
}
