using System.Buffers;
using System.Buffers.Binary;

namespace Census.Sync.State;

/// <summary>
/// What pages do not say yet: records that were acknowledged, or are to be forgotten, in the order in which that came about; the last of several of one key
/// counts. Safe for concurrent calls.
/// </summary>
internal sealed class PageChanges
{
    // A list that doubles would copy millions of entries again and again.
    private const int ChunkBits = 13;
    private const int ChunkSize = 1 << ChunkBits;

    private readonly List<(UInt128 Key, UInt128 Fingerprint)[]> _chunks = [];
    private readonly HashSet<int> _removals = [];
    private readonly Comparison<int> _byKey;
    private readonly Lock _lock = new();
    private int[] _order = [];
    private int[] _starts = [];
    private int _count;
    private int _bits;

    // What came later comes later among equal keys.
    public PageChanges() => _byKey = (a, b) => KeyAt(a) is var key && key == KeyAt(b) ? a.CompareTo(b) : key.CompareTo(KeyAt(b));

    public void Put(UInt128 key, UInt128 fingerprint)
    {
        lock (_lock)
            Add(key, fingerprint);
    }

    public void Remove(UInt128 key)
    {
        lock (_lock)
        {
            _removals.Add(_count);
            Add(key, default);
        }
    }

    /// <summary>Whether there are changes of a page.</summary>
    public bool Any(int number, int bits)
    {
        lock (_lock)
            return _count > 0 && !Of(number, bits).IsEmpty;
    }

    /// <summary>Writes a page with its changes.</summary>
    /// <param name="number">The number of the page.</param>
    /// <param name="bits">How many leading bits of a key are the number of its page.</param>
    /// <param name="page">The page without them.</param>
    /// <param name="target">Where to write it.</param>
    public void Write(int number, int bits, ReadOnlySpan<byte> page, BlobWriter target)
    {
        lock (_lock)
            Merge(page, _count > 0 ? Of(number, bits) : [], target);
    }

    public void Clear()
    {
        lock (_lock)
        {
            foreach (var chunk in _chunks)
                ArrayPool<(UInt128, UInt128)>.Shared.Return(chunk);
            _chunks.Clear();
            _removals.Clear();
            (_order, _starts, _count) = ([], [], 0);
        }
    }

    private void Add(UInt128 key, UInt128 fingerprint)
    {
        if (_count >> ChunkBits == _chunks.Count)
            _chunks.Add(ArrayPool<(UInt128, UInt128)>.Shared.Rent(ChunkSize));
        _chunks[_count >> ChunkBits][_count & ChunkSize - 1] = (key, fingerprint);
        _count++;
        _starts = [];
    }

    private UInt128 KeyAt(int index) => _chunks[index >> ChunkBits][index & ChunkSize - 1].Key;

    private ReadOnlySpan<int> Of(int number, int bits)
    {
        if (_starts.Length == 0 || _bits != bits)
            Sort(bits);
        return _order.AsSpan(_starts[number].._starts[number + 1]);
    }

    // By page first, which takes no comparisons and leaves little to sort.
    private void Sort(int bits)
    {
        var starts = new int[(1 << bits) + 1];
        for (var i = 0; i < _count; i++)
            starts[StatePages.PageOf(KeyAt(i), bits) + 1]++;
        for (var page = 1; page < starts.Length; page++)
            starts[page] += starts[page - 1];

        var next = (int[])starts.Clone();
        _order = new int[_count];
        for (var i = 0; i < _count; i++)
            _order[next[StatePages.PageOf(KeyAt(i), bits)]++] = i;
        ulong[] buffer = [];
        for (var page = 0; page < starts.Length - 1; page++)
            SortPage(_order.AsSpan(starts[page]..starts[page + 1]), ref buffer);
        (_starts, _bits) = (starts, bits);
    }

    // By the leading halves of the keys, which are plain numbers; only those that share one are compared whole.
    private void SortPage(Span<int> order, ref ulong[] buffer)
    {
        if (buffer.Length < order.Length)
            buffer = new ulong[order.Length * 2];
        var halves = buffer.AsSpan(0, order.Length);
        for (var i = 0; i < halves.Length; i++)
            halves[i] = (ulong)(KeyAt(order[i]) >> 64);
        halves.Sort(order);
        for (var start = 0; start < halves.Length;)
        {
            var end = start + 1;
            while (end < halves.Length && halves[end] == halves[start])
                end++;
            if (end - start > 1)
                order[start..end].Sort(_byKey);
            start = end;
        }
    }

    private void Merge(ReadOnlySpan<byte> old, ReadOnlySpan<int> changes, BlobWriter target)
    {
        // Most changes are of records that are there; where they are not, the buffer grows.
        target.Reserve(Math.Max(old.Length, changes.Length * StatePages.EntrySize) + Checksum.Size);
        var read = 0;
        for (var i = 0; i < changes.Length; i++)
        {
            var (key, fingerprint) = _chunks[changes[i] >> ChunkBits][changes[i] & ChunkSize - 1];
            if (i + 1 < changes.Length && KeyAt(changes[i + 1]) == key)
                continue;

            var start = read;
            while (read < old.Length && BinaryPrimitives.ReadUInt128BigEndian(old[read..]) < key)
                read += StatePages.EntrySize;
            target.Raw(old[start..read]);
            if (read < old.Length && BinaryPrimitives.ReadUInt128BigEndian(old[read..]) == key)
                read += StatePages.EntrySize;
            if (_removals.Count > 0 && _removals.Contains(changes[i]))
                continue;
            target.Hash(key);
            target.Hash(fingerprint);
        }

        target.Raw(old[read..]);
    }
}
