using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Census.Sync.State;

/// <summary>
/// What is kept at hand of the acknowledged records while a source is read: 8 bytes each, made of 16 bits of the key behind those that are the number of the page,
/// and of 48 bits of a hash of key and fingerprint. It tells at once that a record is unchanged, which nearly all are, and nearly always that it is new; of
/// the others it tells where the page on the disk may have them. The first two million are kept in memory, the others in a file (<see cref="IndexFile"/>).
/// </summary>
/// <remarks>
/// The hash has a random key that lives as long as the index. So nobody can prepare a change that passes for none, and one that does by accident, one in 2^48, is
/// found by the next run, whose index has another key.
/// </remarks>
internal sealed class PageIndex
{
    /// <summary>How many entries are kept in memory: 16 MB.</summary>
    public const int UsualInMemory = 2 * 1024 * 1024;

    // What a look-up reads of the file on either side of the place that is guessed: four times as far as guesses go astray as a rule.
    private const int Near = 64;
    private const int TagBits = 48;
    private const int PrefixBits = 64 - TagBits;
    private const ulong TagMask = (1UL << TagBits) - 1;

    private readonly int _bits;
    private readonly ulong[] _secret = new ulong[4];
    private readonly int _inMemory;
    private readonly ulong[]?[] _pages;
    private readonly (long Start, int Length)[] _places;
    private readonly ulong[]?[] _seen;
    private readonly ulong[]?[] _changed;
    private IndexFile? _file;
    private bool _hasNoFile;
    private ulong[] _buffer = new ulong[2 * Near];

    /// <param name="bits">How many leading bits of a key are the number of its page.</param>
    /// <param name="inMemory">How many entries are kept in memory at most, as long as there is room for a file.</param>
    public PageIndex(int bits, int inMemory = UsualInMemory)
    {
        _bits = bits;
        _inMemory = inMemory;
        _pages = new ulong[]?[1 << bits];
        _places = new (long, int)[_pages.Length];
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
        var count = page.Length / StatePages.EntrySize;
        var entries = Buffer(count);
        for (var i = 0; i < count; i++)
        {
            var entry = page.Slice(i * StatePages.EntrySize, StatePages.EntrySize);
            var key = BinaryPrimitives.ReadUInt128BigEndian(entry);
            entries[i] = PrefixOf(key) << TagBits | TagOf(key, BinaryPrimitives.ReadUInt128BigEndian(entry[16..]));
        }

        var start = 0L;
        if (Count + count <= _inMemory || !TryPutAside(entries, out start))
            _pages[number] = entries.ToArray();
        _places[number] = (start, count);
        Count += count;
    }

    /// <summary>
    /// Reads where records will be looked for. One look-up after the other waits for memory each time; these reads depend on nothing, so that the processor waits for all of them at once.
    /// </summary>
    /// <returns>Of no meaning: what is read and not used would not be read.</returns>
    public ulong Touch(ReadOnlySpan<UInt128> keys)
    {
        var sum = 0UL;
        foreach (var key in keys)
        {
            var number = StatePages.PageOf(key, _bits);
            if (_pages[number] is { Length: > 0 } page)
                sum += page[(int)(PrefixOf(key) * (ulong)page.Length >> PrefixBits)];
        }

        return sum;
    }

    /// <summary>Looks for a record.</summary>
    /// <param name="key">The hash of its key.</param>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <param name="position">Where it is, if it is as it was acknowledged; where it may be, if only the page can tell; else not found.</param>
    /// <returns>False if only the page can tell whether the record is known.</returns>
    public bool TryLocate(UInt128 key, UInt128 fingerprint, out PagePosition position)
    {
        position = PagePosition.None;
        var number = StatePages.PageOf(key, _bits);
        var prefix = PrefixOf(key);

        // Hashes are spread evenly, so that the place can be guessed: it is found within a few entries.
        var guess = (int)(prefix * (ulong)_places[number].Length >> PrefixBits);
        var entries = EntriesNear(number, guess, prefix, out var first);
        var at = guess - first;
        while (at > 0 && entries[at - 1] >> TagBits >= prefix)
            at--;
        while (at < entries.Length && entries[at] >> TagBits < prefix)
            at++;
        if (at == entries.Length || entries[at] >> TagBits != prefix)
            return true;

        position = new(number, first + at);
        var wanted = prefix << TagBits | TagOf(key, fingerprint);
        for (; at < entries.Length && entries[at] >> TagBits == prefix; at++)
        {
            if (entries[at] == wanted)
            {
                position = new(number, first + at);
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
        for (var entry = 0; entry < _places[number].Length; entry++)
        {
            if (!IsSeen(new(number, entry)))
                return true;
        }

        return false;
    }

    // Where there is no room for a file, memory has to do.
    private bool TryPutAside(ReadOnlySpan<ulong> entries, out long start)
    {
        start = 0;
        if (!_hasNoFile && (_file ??= IndexFile.TryCreate()) is { } file && file.TryAppend(entries, out start))
            return true;
        _hasNoFile = true;
        return false;
    }

    // The entries of a page: all of them, or at least those of the prefix with their neighbours.
    private ReadOnlySpan<ulong> EntriesNear(int number, int guess, ulong prefix, out int first)
    {
        first = 0;
        if (_pages[number] is { } page)
            return page;

        var (start, length) = _places[number];
        first = Math.Max(0, guess - Near);
        var near = Buffer(Math.Min(length, guess + Near) - first);
        _file?.Read(start + first, near);
        var isWhole = (first == 0 || near[0] >> TagBits < prefix) && (first + near.Length == length || near[^1] >> TagBits > prefix);
        if (isWhole)
            return near;

        first = 0;
        near = Buffer(length);
        _file!.Read(start, near);
        return near;
    }

    private Span<ulong> Buffer(int count)
    {
        if (_buffer.Length < count)
            _buffer = new ulong[count];
        return _buffer.AsSpan(0, count);
    }

    private static bool IsMarked(ulong[]?[] marks, PagePosition position) =>
        marks[position.Page] is { } bits && (bits[position.Entry >> 6] & 1UL << position.Entry) != 0;

    private bool Mark(ulong[]?[] marks, PagePosition position)
    {
        var bits = marks[position.Page] ??= new ulong[(_places[position.Page].Length + 63) >> 6];
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
