using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Census.Sync.State;

/// <summary>
/// What is kept in memory of the acknowledged records while a source is read: 8 bytes each, made of 16 bits of the key behind those that are the number of the page,
/// and of 48 bits of a hash of key and fingerprint. It tells at once that a record is unchanged, which nearly all are, and nearly always that it is new; of
/// the others it tells where the page on the disk may have them.
/// </summary>
/// <remarks>
/// The hash has a random key that lives as long as the index. So nobody can prepare a change that passes for none, and one that does by accident, one in 2^48, is
/// found by the next run, whose index has another key.
/// </remarks>
internal sealed class PageIndex
{
    private const int TagBits = 48;
    private const int PrefixBits = 64 - TagBits;
    private const ulong TagMask = (1UL << TagBits) - 1;

    private readonly int _bits;
    private readonly ulong[] _secret = new ulong[4];
    private readonly ulong[][] _pages;
    private readonly ulong[]?[] _seen;
    private readonly ulong[]?[] _changed;

    /// <param name="bits">How many leading bits of a key are the number of its page.</param>
    public PageIndex(int bits)
    {
        _bits = bits;
        _pages = new ulong[1 << bits][];
        Array.Fill(_pages, []);
        _seen = new ulong[]?[_pages.Length];
        _changed = new ulong[]?[_pages.Length];
        Span<byte> secret = stackalloc byte[_secret.Length * sizeof(ulong)];
        RandomNumberGenerator.Fill(secret);
        for (var i = 0; i < _secret.Length; i++)
            _secret[i] = BinaryPrimitives.ReadUInt64LittleEndian(secret[(i * sizeof(ulong))..]);
    }

    /// <summary>The number of records.</summary>
    public long Count { get; private set; }

    /// <summary>Takes in a page.</summary>
    public void Load(int number, ReadOnlySpan<byte> page)
    {
        var entries = new ulong[page.Length / StatePages.EntrySize];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = page.Slice(i * StatePages.EntrySize, StatePages.EntrySize);
            var key = BinaryPrimitives.ReadUInt128BigEndian(entry);
            entries[i] = PrefixOf(key) << TagBits | TagOf(key, BinaryPrimitives.ReadUInt128BigEndian(entry[16..]));
        }

        _pages[number] = entries;
        Count += entries.Length;
    }

    /// <summary>Looks for a record.</summary>
    /// <param name="key">The hash of its key.</param>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <param name="position">Where it is, if it is as it was acknowledged; else not found.</param>
    /// <returns>False if only the page can tell whether the record is known.</returns>
    public bool TryLocate(UInt128 key, UInt128 fingerprint, out PagePosition position)
    {
        position = PagePosition.None;
        var number = StatePages.PageOf(key, _bits);
        var entries = _pages[number];
        var prefix = PrefixOf(key);

        // Hashes are spread evenly, so that the place can be guessed: it is found within a few entries.
        var at = (int)(prefix * (ulong)entries.Length >> PrefixBits);
        while (at > 0 && entries[at - 1] >> TagBits >= prefix)
            at--;
        while (at < entries.Length && entries[at] >> TagBits < prefix)
            at++;
        if (at == entries.Length || entries[at] >> TagBits != prefix)
            return true;

        var wanted = prefix << TagBits | TagOf(key, fingerprint);
        for (; at < entries.Length && entries[at] >> TagBits == prefix; at++)
        {
            if (entries[at] == wanted)
            {
                position = new(number, at);
                return true;
            }
        }

        return false;
    }

    /// <summary>Marks a key as read from the source.</summary>
    /// <returns>False if it was marked before.</returns>
    public bool MarkSeen(PagePosition position) => Mark(_seen, position);

    /// <summary>Marks a key as changed in this run.</summary>
    public void MarkChanged(PagePosition position) => Mark(_changed, position);

    public bool IsSeen(PagePosition position) => IsMarked(_seen, position);

    public bool IsChanged(PagePosition position) => IsMarked(_changed, position);

    /// <summary>Whether a key of the page was not read from the source.</summary>
    public bool HasUnseen(int number)
    {
        for (var entry = 0; entry < _pages[number].Length; entry++)
        {
            if (!IsSeen(new(number, entry)))
                return true;
        }

        return false;
    }

    private static bool IsMarked(ulong[]?[] marks, PagePosition position) =>
        marks[position.Page] is { } bits && (bits[position.Entry >> 6] & 1UL << position.Entry) != 0;

    private bool Mark(ulong[]?[] marks, PagePosition position)
    {
        var bits = marks[position.Page] ??= new ulong[(_pages[position.Page].Length + 63) >> 6];
        ref var word = ref bits[position.Entry >> 6];
        var bit = 1UL << position.Entry;
        var isNew = (word & bit) == 0;
        word |= bit;
        return isNew;
    }

    private ulong PrefixOf(UInt128 key) => (ulong)(key >> 64) << _bits >> TagBits;

    private ulong TagOf(UInt128 key, UInt128 fingerprint)
    {
        var high = Math.BigMul((ulong)key ^ _secret[0], (ulong)(fingerprint >> 64) ^ _secret[1], out var low);
        high = Math.BigMul(high ^ low ^ _secret[2], (ulong)fingerprint ^ _secret[3], out low);
        return (high ^ low) & TagMask;
    }
}
