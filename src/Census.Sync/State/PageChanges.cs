using System.Runtime.InteropServices;

namespace Census.Sync.State;

/// <summary>Changes of pages in the order in which they were made. The last of several of one key counts. May be read concurrently.</summary>
internal sealed class PageChanges
{
    private readonly List<PageChange> _changes = [];
    private PageChange[] _sorted = [];
    private int[] _starts = [];
    private int _bits;

    public int Count => _changes.Count;

    public void Add(in PageChange change)
    {
        _changes.Add(change);
        _starts = [];
    }

    /// <summary>The changes of a page in ascending order, each key once.</summary>
    /// <param name="number">The number of the page.</param>
    /// <param name="bits">How many leading bits of a key are the number of its page.</param>
    public ReadOnlySpan<PageChange> Of(int number, int bits)
    {
        if (_changes.Count == 0)
            return [];
        lock (_changes)
        {
            if (_starts.Length == 0 || _bits != bits)
                Sort(bits);
        }

        return _sorted.AsSpan(_starts[number].._starts[number + 1]);
    }

    public void Clear()
    {
        _changes.Clear();
        _changes.TrimExcess();
        _sorted = [];
        _starts = [];
    }

    // By page first, which takes no comparisons and leaves little to sort.
    private void Sort(int bits)
    {
        var changes = CollectionsMarshal.AsSpan(_changes);
        var ends = new int[(1 << bits) + 1];
        foreach (ref readonly var change in changes)
            ends[StatePages.PageOf(change.Key, bits) + 1]++;
        for (var page = 1; page < ends.Length; page++)
            ends[page] += ends[page - 1];

        var starts = (int[])ends.Clone();
        var sorted = new PageChange[changes.Length];
        var order = new int[changes.Length];
        for (var i = 0; i < changes.Length; i++)
        {
            var place = starts[StatePages.PageOf(changes[i].Key, bits)]++;
            (sorted[place], order[place]) = (changes[i], i);
        }

        var kept = 0;
        for (var page = 0; page < ends.Length - 1; page++)
        {
            var (start, end) = (ends[page], ends[page + 1]);
            ends[page] = kept;
            sorted.AsSpan(start..end).Sort(order.AsSpan(start..end), static (a, b) => a.Key.CompareTo(b.Key));
            for (var i = start; i < end; i++)
            {
                // Sorting may have turned equal keys around.
                var last = i;
                for (; i + 1 < end && sorted[i + 1].Key == sorted[i].Key; i++)
                {
                    if (order[i + 1] > order[last])
                        last = i + 1;
                }

                sorted[kept++] = sorted[last];
            }
        }

        ends[^1] = kept;
        (_sorted, _starts, _bits) = (sorted, ends, bits);
    }
}
