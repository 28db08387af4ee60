namespace Census.Sync.State;

/// <summary>
/// The keys of delivered records in clear, and the destination's own ids: what a deletion is sent with when the row is gone. Where the destination writes records
/// in groups, also which group each was in. Only syncs that need one of these keep them, in pages of their own that are read when they are needed.
/// </summary>
internal sealed class DeliveredKeys(SyncStateSession session)
{
    /// <summary>The number of pages.</summary>
    public const int PageCount = 1 << PageBits;

    // A fixed number of pages: small enough for few pages to be rewritten, large enough for millions of keys.
    private const int PageBits = 12;

    // Null for a key that is forgotten.
    private readonly Dictionary<UInt128, byte[]?> _changes = [];

    public static byte[] Encode(ReadOnlySpan<FieldValue> values, IReadOnlyList<int> keyIndexes, string? destinationId, UInt128 group)
    {
        var writer = new BlobWriter();
        writer.Text(destinationId);
        foreach (var index in keyIndexes)
            RecordCodec.Write(writer, values.Slice(index, 1));
        if (group != default)
            writer.Hash(group);
        return writer.ToArray();
    }

    /// <summary>Reads a key into the columns of a record.</summary>
    /// <returns>The destination's id, if it ever told it, and the group that the record was delivered in, if there are groups.</returns>
    public static (string? DestinationId, UInt128 Group) Decode(ReadOnlySpan<byte> entry, Span<FieldValue> values, IReadOnlyList<int> keyIndexes)
    {
        var reader = new BlobReader(entry);
        var destinationId = reader.Text();
        foreach (var index in keyIndexes)
            RecordCodec.Read(ref reader, values.Slice(index, 1));
        var group = reader.IsAtEnd ? default : reader.Hash();
        return reader.IsAtEnd ? (destinationId, group) : throw BlobReader.Damaged();
    }

    /// <summary>The page that a key belongs to.</summary>
    public static long PageOf(UInt128 key) => (long)(ulong)(key >> (128 - PageBits));

    public void Set(UInt128 key, byte[] entry) => _changes[key] = entry;

    public void Remove(UInt128 key) => _changes[key] = null;

    /// <summary>Forgets what was not written yet.</summary>
    public void Discard() => _changes.Clear();

    /// <summary>Reads the entries of keys, which come in ascending order.</summary>
    /// <exception cref="SyncStateException">A key is missing.</exception>
    public async ValueTask ReadAsync(IReadOnlyList<UInt128> keys, Action<UInt128, byte[]> visit, CancellationToken cancellationToken)
    {
        var number = -1L;
        Dictionary<UInt128, byte[]> page = [];
        foreach (var key in keys)
        {
            if (_changes.TryGetValue(key, out var change))
            {
                visit(key, change ?? throw BlobReader.Damaged());
                continue;
            }

            if (PageOf(key) != number)
            {
                number = PageOf(key);
                page = await ReadPageAsync(number, cancellationToken).ConfigureAwait(false);
            }

            visit(key, page.TryGetValue(key, out var entry) ? entry : throw BlobReader.Damaged());
        }
    }

    /// <summary>Adds the pages that changed to a write.</summary>
    public async ValueTask WriteToAsync(StateWrite write, CancellationToken cancellationToken)
    {
        var writer = new BlobWriter();
        foreach (var changes in _changes.GroupBy(change => PageOf(change.Key)))
        {
            var page = await ReadPageAsync(changes.Key, cancellationToken).ConfigureAwait(false);
            foreach (var (key, entry) in changes)
            {
                if (entry is null)
                    page.Remove(key);
                else
                    page[key] = entry;
            }

            writer.Clear();
            foreach (var (key, entry) in page)
            {
                writer.Hash(key);
                writer.Bytes(entry);
            }

            if (page.Count > 0)
                write.Put(StateSection.Keys, changes.Key, Checksum.Append(StateSection.Keys, changes.Key, writer.ToArray()));
            else
                write.Delete(StateSection.Keys, changes.Key, changes.Key + 1);
        }
    }

    private async ValueTask<Dictionary<UInt128, byte[]>> ReadPageAsync(long number, CancellationToken cancellationToken)
    {
        var page = new Dictionary<UInt128, byte[]>();
        if (await session.ReadAsync(StateSection.Keys, number, cancellationToken).ConfigureAwait(false) is { } content)
            Decode(Checksum.Verify(StateSection.Keys, number, content).Span, page);
        return page;

        static void Decode(ReadOnlySpan<byte> content, Dictionary<UInt128, byte[]> page)
        {
            var reader = new BlobReader(content);
            while (!reader.IsAtEnd)
                page[reader.Hash()] = reader.Bytes().ToArray();
        }
    }
}
