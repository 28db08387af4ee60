using System.Buffers.Binary;
using System.Numerics;

namespace Census.Sync.State;

/// <summary>
/// The acknowledged records: 32 bytes each, key hash and fingerprint, packed in pages that are sorted by key hash. A page holds the hashes
/// that begin with its number, so a key's page is known without an index, and a run that changes few records rewrites few pages.
/// </summary>
internal sealed class StatePages
{
    public const int EntrySize = 32;
    private const int EntriesAPage = 1_024;
    private const int MaximumBits = 20;

    private byte[][] _pages;
    private ulong[]?[] _seen;
    private ulong[]?[] _changed;
    private HashSet<int> _dirty = [];

    public StatePages(int bits)
    {
        if (bits is < 0 or > MaximumBits)
            throw BlobReader.Damaged();
        Bits = bits;
        _pages = new byte[1 << bits][];
        Array.Fill(_pages, []);
        _seen = new ulong[]?[_pages.Length];
        _changed = new ulong[]?[_pages.Length];
    }

    /// <summary>How many leading bits of a hash are the number of its page.</summary>
    public int Bits { get; private set; }

    public long Count { get; private set; }

    /// <summary>Whether the number of pages changed, so that all of them have to be written.</summary>
    public bool IsRepartitioned { get; private set; }

    public IReadOnlyCollection<int> DirtyPages => _dirty;

    public ReadOnlyMemory<byte> Page(int number) => _pages[number];

    public void Load(long number, ReadOnlyMemory<byte> content)
    {
        if (number >= _pages.Length || content.Length % EntrySize != 0)
            throw BlobReader.Damaged();
        _pages[number] = content.ToArray();
        Count += content.Length / EntrySize;
    }

    /// <summary>Finds a key.</summary>
    /// <returns>Its position, or one that is not found.</returns>
    public Position Find(UInt128 key, out UInt128 fingerprint)
    {
        var number = PageOf(key);
        ReadOnlySpan<byte> page = _pages[number];
        int low = 0, high = page.Length / EntrySize - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var entry = page.Slice(middle * EntrySize, EntrySize);
            var found = BinaryPrimitives.ReadUInt128BigEndian(entry);
            if (found == key)
            {
                fingerprint = BinaryPrimitives.ReadUInt128BigEndian(entry[16..]);
                return new(number, middle);
            }

            if (found < key)
                low = middle + 1;
            else
                high = middle - 1;
        }

        fingerprint = default;
        return Position.None;
    }

    /// <summary>Marks a key as read from the source.</summary>
    /// <returns>False if it was marked before.</returns>
    public bool MarkSeen(Position position) => Mark(_seen, position);

    /// <summary>Marks a key as changed in this run.</summary>
    public void MarkChanged(Position position) => Mark(_changed, position);

    /// <summary>Whether a key was marked as read from the source.</summary>
    public bool IsSeen(Position position) => IsMarked(_seen, position);

    /// <summary>All keys, in ascending order.</summary>
    public IEnumerable<UInt128> Keys => KeysWhere(static _ => true);

    /// <summary>The keys that were not marked as read from the source, in ascending order.</summary>
    public IEnumerable<UInt128> Unseen() => KeysWhere(position => !IsMarked(_seen, position));

    private IEnumerable<UInt128> KeysWhere(Func<Position, bool> condition)
    {
        for (var page = 0; page < _pages.Length; page++)
        {
            var entries = _pages[page].Length / EntrySize;
            for (var entry = 0; entry < entries; entry++)
            {
                if (condition(new(page, entry)))
                    yield return BinaryPrimitives.ReadUInt128BigEndian(_pages[page].AsSpan(entry * EntrySize));
            }
        }
    }

    /// <summary>Whether the key was marked as changed.</summary>
    public bool IsChanged(Position position) => IsMarked(_changed, position);

    /// <summary>Overwrites the fingerprint of a key in place, which no other order or page depends on.</summary>
    public void Replace(Position position, UInt128 fingerprint)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_pages[position.Page].AsSpan(position.Entry * EntrySize + 16), fingerprint);
        _dirty.Add(position.Page);
    }

    /// <summary>Merges acknowledged records into the pages. The last of several of one key counts.</summary>
    public void Merge(List<(UInt128 Key, UInt128 Fingerprint)> acknowledged)
    {
        if (acknowledged.Count == 0)
            return;

        // Stable: what came later must win.
        var sorted = acknowledged.Select((entry, order) => (entry.Key, order, entry.Fingerprint)).ToArray();
        Array.Sort(sorted, static (a, b) => a.Key != b.Key ? a.Key.CompareTo(b.Key) : a.order.CompareTo(b.order));

        for (var start = 0; start < sorted.Length;)
        {
            var number = PageOf(sorted[start].Key);
            var end = start + 1;
            while (end < sorted.Length && PageOf(sorted[end].Key) == number)
                end++;
            MergePage(number, sorted.AsSpan(start, end - start));
            start = end;
        }

        var wanted = WantedBits(Count);
        if (wanted > Bits)
            Repartition(wanted);
    }

    /// <summary>Removes keys. Whatever was marked is forgotten.</summary>
    public void Remove(IReadOnlyCollection<UInt128> keys)
    {
        foreach (var removed in keys.GroupBy(PageOf))
        {
            var gone = removed.ToHashSet();
            var page = _pages[removed.Key];
            var kept = new byte[page.Length];
            var length = 0;
            for (var read = 0; read < page.Length; read += EntrySize)
            {
                if (gone.Contains(BinaryPrimitives.ReadUInt128BigEndian(page.AsSpan(read))))
                    continue;
                page.AsSpan(read, EntrySize).CopyTo(kept.AsSpan(length));
                length += EntrySize;
            }

            Count -= (page.Length - length) / EntrySize;
            _pages[removed.Key] = kept[..length];
            _seen[removed.Key] = _changed[removed.Key] = null;
            _dirty.Add(removed.Key);
        }
    }

    public void Written()
    {
        _dirty = [];
        IsRepartitioned = false;
    }

    private static int WantedBits(long count)
    {
        var pages = (ulong)Math.Max(1, count / EntriesAPage);
        return Math.Min(MaximumBits, BitOperations.Log2(pages) + (BitOperations.IsPow2(pages) ? 0 : 1));
    }

    private int PageOf(UInt128 key) => Bits == 0 ? 0 : (int)((ulong)(key >> 64) >> (64 - Bits));

    private static bool IsMarked(ulong[]?[] marks, Position position) =>
        marks[position.Page] is { } bits && (bits[position.Entry >> 6] & 1UL << position.Entry) != 0;

    private bool Mark(ulong[]?[] marks, Position position)
    {
        var bits = marks[position.Page] ??= new ulong[(_pages[position.Page].Length / EntrySize + 63) >> 6];
        ref var word = ref bits[position.Entry >> 6];
        var bit = 1UL << position.Entry;
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    private void MergePage(int number, ReadOnlySpan<(UInt128 Key, int Order, UInt128 Fingerprint)> additions)
    {
        var old = _pages[number].AsSpan();
        var merged = new byte[old.Length + additions.Length * EntrySize];
        var length = 0;
        var read = 0;
        for (var i = 0; i < additions.Length; i++)
        {
            if (i + 1 < additions.Length && additions[i + 1].Key == additions[i].Key)
                continue;

            var (key, _, fingerprint) = additions[i];
            while (read < old.Length && BinaryPrimitives.ReadUInt128BigEndian(old[read..]) < key)
            {
                old.Slice(read, EntrySize).CopyTo(merged.AsSpan(length));
                read += EntrySize;
                length += EntrySize;
            }

            if (read < old.Length && BinaryPrimitives.ReadUInt128BigEndian(old[read..]) == key)
                read += EntrySize;
            BinaryPrimitives.WriteUInt128BigEndian(merged.AsSpan(length), key);
            BinaryPrimitives.WriteUInt128BigEndian(merged.AsSpan(length + 16), fingerprint);
            length += EntrySize;
        }

        old[read..].CopyTo(merged.AsSpan(length));
        length += old.Length - read;
        Count += (length - old.Length) / EntrySize;
        _pages[number] = length == merged.Length ? merged : merged.AsSpan(0, length).ToArray();
        _seen[number] = _changed[number] = null;
        _dirty.Add(number);
    }

    private void Repartition(int bits)
    {
        var all = new byte[Count * EntrySize];
        var length = 0;
        foreach (var page in _pages)
        {
            page.CopyTo(all, length);
            length += page.Length;
        }

        Bits = bits;
        _pages = new byte[1 << bits][];
        _seen = new ulong[]?[_pages.Length];
        _changed = new ulong[]?[_pages.Length];
        _dirty = [.. Enumerable.Range(0, _pages.Length)];
        IsRepartitioned = true;
        var start = 0;
        for (var number = 0; number < _pages.Length; number++)
        {
            var end = start;
            while (end < all.Length && PageOf(BinaryPrimitives.ReadUInt128BigEndian(all.AsSpan(end))) == number)
                end += EntrySize;
            _pages[number] = all[start..end];
            start = end;
        }
    }

    /// <summary>Where a key stands.</summary>
    internal readonly record struct Position(int Page, int Entry)
    {
        public static Position None => new(-1, -1);

        public bool IsFound => Entry >= 0;
    }
}
