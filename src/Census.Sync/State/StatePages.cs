using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Census.Sync.State;

/// <summary>
/// The acknowledged records: 32 bytes each, key hash and fingerprint, packed in pages that are sorted by key hash. A page holds the hashes
/// that begin with its number, so a key's page is known without an index, and a run that changes few records rewrites few pages.
/// </summary>
/// <remarks>
/// The pages stay in the store: a plan reads them once, one after the other, and keeps a <see cref="PageIndex"/> of them; a page is read again for a record
/// that the index does not know to be as it was. What is not written yet is kept beside, and is part of every page that is read.
/// </remarks>
internal sealed class StatePages(SyncStateSession session, int bits, long records)
{
    public const int EntrySize = 32;
    private const int EntriesAPage = 1_024;
    private const int MaximumBits = 20;

    private readonly PageCache _cache = new();
    private readonly BlobWriterPool _buffers = new();
    private readonly List<int> _unclear = [];
    private PageIndex? _index;
    private ulong _touched;
    private long _records = records;

    // Nothing can be read until something was written: what the store has belongs to another account.
    private bool _isBlank;

    /// <summary>How many leading bits of a hash are the number of its page.</summary>
    public int Bits { get; private set; } = bits is >= 0 and <= MaximumBits ? bits : throw BlobReader.Damaged();

    /// <summary>The number of records; once the index is there, those that are not written yet among them.</summary>
    public long Count => _index?.Count ?? _records;

    /// <summary>Pages without a record, whatever the store has.</summary>
    public static StatePages Blank(SyncStateSession session) => new(session, 0, 0) { _isBlank = true };

    /// <summary>The number of the page of a key.</summary>
    public static int PageOf(UInt128 key, int bits) => bits == 0 ? 0 : (int)((ulong)(key >> 64) >> (64 - bits));

    /// <summary>How many entries of the index are kept in memory; the others are in a file.</summary>
    public int IndexedInMemory { get; init; } = PageIndex.UsualInMemory;

    /// <summary>What the journal says beyond the pages: it is part of every page that is read.</summary>
    public PageChanges Journaled { get; } = new();

    /// <summary>What the plan says beyond the pages. It counts when it was written.</summary>
    public PageChanges Planned { get; } = new();

    /// <summary>Reads all pages once, so that records can be located.</summary>
    /// <exception cref="SyncStateException">A page is damaged or missing.</exception>
    public async ValueTask<PageIndex> LoadIndexAsync(CancellationToken cancellationToken)
    {
        var index = new PageIndex(Bits, IndexedInMemory);
        var (records, next, merged) = (0L, 0, new BlobWriter());
        if (!_isBlank)
            await session.ReadRangeAsync(StateSection.Pages, 0, long.MaxValue, Load, cancellationToken).ConfigureAwait(false);
        LoadMissing(1 << Bits);
        if (records != _records)
            throw BlobReader.Damaged();
        return _index = index;

        void Load(long number, ReadOnlySpan<byte> blob)
        {
            if (number >= 1 << Bits)
                throw BlobReader.Damaged();
            LoadMissing(number);
            var page = Verify(number, blob);
            records += page.Length / EntrySize;
            LoadMerged(page);
        }

        void LoadMissing(long end)
        {
            while (next < end)
                LoadMerged([]);
        }

        void LoadMerged(ReadOnlySpan<byte> page)
        {
            if (Journaled.Any(next, Bits))
            {
                merged.Clear();
                Journaled.Write(next, Bits, page, merged);
                page = merged.Written.Span;
            }

            index.Load(next++, page);
        }
    }

    /// <summary>Locates records, as many as there are fingerprints.</summary>
    /// <param name="keys">The hashes of their keys.</param>
    /// <param name="fingerprints">Their fingerprints.</param>
    /// <param name="located">Where they are, and with which fingerprint.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public ValueTask LocateAsync(
        ReadOnlyMemory<UInt128> keys, ReadOnlyMemory<UInt128> fingerprints, LocatedRecord[] located, CancellationToken cancellationToken)
    {
        _unclear.Clear();
        _touched = _index!.Touch(keys.Span[..fingerprints.Length]);
        for (var i = 0; i < fingerprints.Length; i++)
        {
            var fingerprint = fingerprints.Span[i];
            if (!_index.TryLocate(keys.Span[i], fingerprint, out var position))
                _unclear.Add(i);
            located[i] = new(position, fingerprint);
        }

        return _unclear.Count == 0 ? default : LocateByPagesAsync(keys, located, cancellationToken);
    }

    /// <summary>Whether there is a record of a key. Safe for concurrent calls, unlike the other members.</summary>
    public async ValueTask<bool> ContainsAsync(UInt128 key, CancellationToken cancellationToken)
    {
        var number = PageOf(key, Bits);
        var page = await ReadMergedAsync(number, _buffers.Rent(), cancellationToken).ConfigureAwait(false);
        var isFound = Find(number, page.Written.Span, key).IsFound;
        _buffers.Return(page);
        return isFound;
    }

    /// <summary>Finds a record by its key.</summary>
    public ValueTask<LocatedRecord> FindAsync(UInt128 key, CancellationToken cancellationToken)
    {
        var number = PageOf(key, Bits);
        return _cache.TryGet(number, out var page) ? new(Find(number, page.Span, key)) : ReadAndFindAsync(number, key, cancellationToken);
    }

    /// <summary>Marks a key as read from the source.</summary>
    /// <returns>False if it was marked before.</returns>
    public bool MarkSeen(PagePosition position) => _index!.MarkSeen(position);

    /// <summary>Marks a key as changed in this run.</summary>
    public void MarkChanged(PagePosition position) => _index!.MarkChanged(position);

    /// <summary>Whether a key was marked as read from the source.</summary>
    public bool IsSeen(PagePosition position) => _index!.IsSeen(position);

    /// <summary>Whether a key was marked as changed.</summary>
    public bool IsChanged(PagePosition position) => _index!.IsChanged(position);

    /// <summary>The keys that were not marked as read from the source, in ascending order.</summary>
    public async ValueTask<List<UInt128>> ListUnseenAsync(CancellationToken cancellationToken)
    {
        var (keys, page) = (new List<UInt128>(), _buffers.Rent());
        for (var number = 0; number < 1 << Bits; number++)
        {
            if (!_index!.HasUnseen(number))
                continue;
            page = await ReadMergedAsync(number, page, cancellationToken).ConfigureAwait(false);
            Add(number, page.Written.Span);
        }

        _buffers.Return(page);
        return keys;

        void Add(int number, ReadOnlySpan<byte> page)
        {
            for (var entry = 0; entry < page.Length / EntrySize; entry++)
            {
                if (!_index!.IsSeen(new(number, entry)))
                    keys.Add(KeyOf(page, entry));
            }
        }
    }

    /// <summary>Reads all pages with what is not written yet, in order.</summary>
    public async IAsyncEnumerable<(int Number, ReadOnlyMemory<byte> Page)> ReadMergedAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (number, page) in ReadAllAsync(cancellationToken).ConfigureAwait(false))
            yield return (number, Merge(number, page, Journaled));
    }

    /// <summary>The number of leading bits for so many more records.</summary>
    public int BitsFor(long more)
    {
        var pages = (ulong)Math.Max(1, (Count + more) / EntriesAPage);
        return Math.Max(Bits, Math.Min(MaximumBits, BitOperations.Log2(pages) + (BitOperations.IsPow2(pages) ? 0 : 1)));
    }

    /// <summary>Makes the pages that have to be written, in order; an empty one has to be deleted. <see cref="Count"/> follows.</summary>
    /// <param name="bits">How many leading bits make the number of a page from now on. If they are others than before, all pages come, for an empty section.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The pages. Whoever takes one gives it back with <see cref="Return"/> when it was written.</returns>
    public async IAsyncEnumerable<(int Number, BlobWriter Page)> TakeChangedAsync(int bits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _index = null;
        _cache.Clear();
        if (bits != Bits)
        {
            await foreach (var page in RepartitionAsync(bits, cancellationToken).ConfigureAwait(false))
                yield return page;
        }
        else
        {
            var (old, journaled) = (new BlobWriter(), new BlobWriter());
            for (var number = 0; number < 1 << Bits; number++)
            {
                if (!Journaled.Any(number, Bits) && !Planned.Any(number, Bits))
                    continue;
                await ReadAsync(number, old, cancellationToken).ConfigureAwait(false);
                journaled.Clear();
                Journaled.Write(number, Bits, old.Written.Span, journaled);
                var merged = _buffers.Rent();
                Planned.Write(number, Bits, journaled.Written.Span, merged);
                _records += (merged.Length - old.Length) / EntrySize;
                yield return (number, merged);
            }
        }

        Bits = bits;
        _isBlank = false;
        Journaled.Clear();
        Planned.Clear();
    }

    /// <summary>Takes back a page of <see cref="TakeChangedAsync"/>.</summary>
    public void Return(BlobWriter page) => _buffers.Return(page);

    private static UInt128 KeyOf(ReadOnlySpan<byte> page, int entry) => BinaryPrimitives.ReadUInt128BigEndian(page[(entry * EntrySize)..]);

    private static UInt128 FingerprintOf(ReadOnlySpan<byte> page, int entry) => BinaryPrimitives.ReadUInt128BigEndian(page[(entry * EntrySize + 16)..]);

    private LocatedRecord Find(int number, ReadOnlySpan<byte> page, UInt128 key)
    {
        // Hashes are spread evenly: where a key stands can be guessed within some dozen entries.
        const int nearBy = 48;
        int low = 0, high = page.Length / EntrySize - 1;
        var guess = (int)(((ulong)(key >> 64) << Bits >> 32) * (ulong)(high + 1) >> 32);
        if (guess - nearBy > low && KeyOf(page, guess - nearBy) <= key)
            low = guess - nearBy;
        if (guess + nearBy < high && KeyOf(page, guess + nearBy) >= key)
            high = guess + nearBy;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var found = KeyOf(page, middle);
            if (found == key)
                return new(new(number, middle), FingerprintOf(page, middle));
            if (found < key)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return new(PagePosition.None, default);
    }

    private static ReadOnlySpan<byte> Verify(long number, ReadOnlySpan<byte> blob)
    {
        var page = Checksum.Verify(StateSection.Pages, number, blob);
        return page.Length % EntrySize == 0 ? page : throw BlobReader.Damaged();
    }

    private async ValueTask<LocatedRecord> ReadAndFindAsync(int number, UInt128 key, CancellationToken cancellationToken)
    {
        var page = await ReadMergedAsync(number, _buffers.Rent(), cancellationToken).ConfigureAwait(false);
        _cache.Add(number, page.Written.Span);
        var located = Find(number, page.Written.Span, key);
        _buffers.Return(page);
        return located;
    }

    private async ValueTask LocateByPagesAsync(ReadOnlyMemory<UInt128> keys, LocatedRecord[] located, CancellationToken cancellationToken)
    {
        foreach (var i in _unclear)
        {
            var (number, entry) = located[i].Position;
            if (_cache.TryGet(number, out var page))
                _touched += page.Span[entry * EntrySize];
        }

        foreach (var i in _unclear)
            located[i] = await FindFromAsync(located[i].Position, keys.Span[i], cancellationToken).ConfigureAwait(false);
    }

    // The index tells where the records begin of which the key may be one: few are there.
    private ValueTask<LocatedRecord> FindFromAsync(PagePosition position, UInt128 key, CancellationToken cancellationToken)
    {
        if (!_cache.TryGet(position.Page, out var page))
            return ReadAndFindAsync(position.Page, key, cancellationToken);
        for (var entry = position.Entry; entry < page.Length / EntrySize; entry++)
        {
            var found = KeyOf(page.Span, entry);
            if (found == key)
                return new(new LocatedRecord(position with { Entry = entry }, FingerprintOf(page.Span, entry)));
            if (found > key)
                break;
        }

        return new(new LocatedRecord(PagePosition.None, default));
    }

    private ReadOnlyMemory<byte> Merge(int number, ReadOnlyMemory<byte> page, PageChanges changes)
    {
        if (!changes.Any(number, Bits))
            return page;
        var merged = new BlobWriter();
        changes.Write(number, Bits, page.Span, merged);
        return merged.Written;
    }

    // Reads a page as it is without what was planned: that is not true yet. It is in the buffer, or in another.
    private async ValueTask<BlobWriter> ReadMergedAsync(int number, BlobWriter buffer, CancellationToken cancellationToken)
    {
        await ReadAsync(number, buffer, cancellationToken).ConfigureAwait(false);
        if (!Journaled.Any(number, Bits))
            return buffer;
        var merged = new BlobWriter();
        Journaled.Write(number, Bits, buffer.Written.Span, merged);
        return merged;
    }

    // A page that the store does not have is empty.
    private async ValueTask ReadAsync(int number, BlobWriter buffer, CancellationToken cancellationToken)
    {
        buffer.Clear();
        if (_isBlank || !await session.ReadAsync(StateSection.Pages, number, buffer, cancellationToken).ConfigureAwait(false))
            return;
        if (buffer.Open(StateSection.Pages, number).Length % EntrySize != 0)
            throw BlobReader.Damaged();
    }

    // Every page, also one that the store does not have.
    private async IAsyncEnumerable<(int Number, ReadOnlyMemory<byte> Page)> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = 0;
        if (!_isBlank)
        {
            await foreach (var blob in session.ReadRangeAsync(StateSection.Pages, cancellationToken: cancellationToken).ConfigureAwait(false))
            {
                if (blob.Number >= 1 << Bits)
                    throw BlobReader.Damaged();
                while (next < blob.Number)
                    yield return (next++, default);
                yield return (next++, blob.Content[..Verify(blob.Number, blob.Content.Span).Length]);
            }
        }

        while (next < 1 << Bits)
            yield return (next++, default);
    }

    // The pages come in the order of the keys, and so do the new ones that are made of them.
    private async IAsyncEnumerable<(int Number, BlobWriter Page)> RepartitionAsync(int bits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (records, current, filling) = (0L, 0, _buffers.Rent());
        await foreach (var (number, page) in ReadAllAsync(cancellationToken).ConfigureAwait(false))
        {
            var rest = Merge(number, Merge(number, page, Journaled), Planned);
            records += rest.Length / EntrySize;
            while (!rest.IsEmpty)
            {
                var first = PageOf(KeyOf(rest.Span, 0), bits);
                if (first != current && filling.Length > 0)
                {
                    yield return (current, filling);
                    filling = _buffers.Rent();
                }

                current = first;
                var length = LengthOfPage(rest.Span, first, bits);
                filling.Raw(rest.Span[..length]);
                rest = rest[length..];
            }
        }

        if (filling.Length > 0)
            yield return (current, filling);
        _records = records;

        static int LengthOfPage(ReadOnlySpan<byte> page, int number, int bits)
        {
            var entry = 1;
            while (entry < page.Length / EntrySize && PageOf(KeyOf(page, entry), bits) == number)
                entry++;
            return entry * EntrySize;
        }
    }
}
