using System.Globalization;
using System.Text;

namespace Census.Sync.Killing;

/// <summary>A CSV file that changes between runs: rows are edited, taken back, removed, put back, added, spoilt and mended; keys are given twice for a while.</summary>
internal sealed class EditedSource
{
    private const int MostRows = 150;
    private readonly SortedDictionary<string, SourceRow> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceRow> _removed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SourceRow>> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _twice = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceRow> _beforeLastEdit = new(StringComparer.Ordinal);
    private readonly KilledSync _sync;
    private readonly Random _random;
    private int _added;

    public EditedSource(string path, KilledSync sync, Random random)
    {
        (Path, _sync, _random) = (path, sync, random);
        for (var i = 0; i < KilledSync.FirstRows; i++)
            Add();
        Write();
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, SourceRow> Rows => _rows;

    /// <summary>The keys of records that are forgotten: whatever their rows say, they are not at the destination.</summary>
    public SortedSet<string> Forgotten { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a record's text was ever that of its row.</summary>
    public bool WasEver(string key, string text) => _versions.TryGetValue(key, out var versions) && versions.Exists(version => version.Text == text);

    public bool WasEver(string key) => _versions.ContainsKey(key);

    /// <summary>What the row of a key was set to, in order, for a report.</summary>
    public string HistoryOf(string key) => string.Join(" > ", _versions.GetValueOrDefault(key, []).Select(row => $"{row.Text} {row.Number}{(row.IsBad ? " bad" : "")}"));

    /// <summary>The key of a row.</summary>
    public string Any() => _rows.Keys.ElementAt(_random.Next(_rows.Count));

    /// <summary>The key of a row that is there, or was.</summary>
    public string AnyEver() => KilledSync.KeyOf(_random.Next(_added));

    /// <summary>Edits the rows.</summary>
    /// <returns>The keys of records that are sent as they were before: of rows that were removed, to be erased once more, and taken back.</returns>
    public IReadOnlyList<string> Edit(bool isLast = false)
    {
        List<string> sentAgain = [];
        TakeBackLastEdit(sentAgain);
        Times(8, () =>
        {
            var key = Any();
            _beforeLastEdit.TryAdd(key, _rows[key]);
            Change(key, row => row with { Text = Text(), Number = _random.Next(100_000) });
        });
        Times(3, () => sentAgain.Add(TakeBack()));
        Times(_rows.Count > MostRows ? 12 : 2, () =>
        {
            var key = Any();
            sentAgain.Add(key);
            _rows.Remove(key, out var row);
            _removed[key] = row!;
        });
        if (_removed.Count > 0 && _random.Next(2) == 0)
        {
            var key = _removed.Keys.ElementAt(_random.Next(_removed.Count));
            _removed.Remove(key, out var row);
            _rows[key] = row!;

            // A deletion in doubt may have been settled after its row had left: the row that is back is deleted again, and has to be.
            if (_sync.Behavior == SyncBehavior.Delete)
                sentAgain.Add(key);
        }

        Times(5, Add);
        if (_sync.CanRefuse)
        {
            Times(2, () => Change(Any(), row => row with { IsBad = true }));

            // What is mended is as it was before it was spoilt: it goes out again if the spoilt one was noted as in flight, which only the journal may know of.
            foreach (var key in _rows.Where(row => row.Value.IsBad && _random.Next(3) == 0).Select(row => row.Key).ToArray())
            {
                Change(key, row => row with { IsBad = false });
                sentAgain.Add(key);
            }
        }

        _twice.Clear();
        if (!isLast && _random.Next(3) == 0)
            Times(2, () => _twice.Add(Any()));
        Write();
        return sentAgain;
    }

    private void Times(int count, Action edit)
    {
        for (var i = 0; i < count; i++)
            edit();
    }

    // What was just sent, or was about to be, and is not wanted any more: an engine that forgets what was in flight takes the old value for the one that is there.
    // It goes out as it was before if the edit was in flight, which only the journal may know of.
    private void TakeBackLastEdit(List<string> sentAgain)
    {
        foreach (var (key, row) in _beforeLastEdit)
        {
            if (!_rows.ContainsKey(key) || _random.Next(2) != 0)
                continue;
            _rows[key] = row;
            sentAgain.Add(key);
        }

        _beforeLastEdit.Clear();
    }

    private string TakeBack()
    {
        var key = Any();
        var versions = _versions[key];
        _rows[key] = versions[_random.Next(versions.Count)];
        return key;
    }

    private void Add()
    {
        var key = KilledSync.KeyOf(_added++);
        Set(key, new(Text(), _random.Next(100_000), IsBad: false));
    }

    private void Change(string key, Func<SourceRow, SourceRow> change) => Set(key, change(_rows[key]));

    private void Set(string key, SourceRow row)
    {
        _rows[key] = row;
        if (!_versions.TryGetValue(key, out var versions))
            _versions[key] = versions = [];
        versions.Add(row);
    }

    private string Text() => $"sector {_random.Next(100_000)}";

    private void Write()
    {
        var csv = new StringBuilder("id,text,number,owner\n");
        foreach (var (key, row) in _rows)
        {
            for (var i = _twice.Contains(key) ? 2 : 1; i > 0; i--)
                csv.Append(CultureInfo.InvariantCulture, $"{key},{row.Text},{row.Number},{row.Owner}\n");
        }

        File.WriteAllText(Path, csv.ToString());
    }
}
