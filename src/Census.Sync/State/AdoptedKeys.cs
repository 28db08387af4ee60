namespace Census.Sync.State;

/// <summary>
/// The records that the first run took as they were at the destination and that were not sent since: a mirror leaves them alone. Kept in pages of the section
/// <see cref="StateSection.Keys"/>, behind those of <see cref="DeliveredKeys"/>; empty for a sync that sent everything.
/// </summary>
internal sealed class AdoptedKeys
{
    /// <summary>The number of the first page.</summary>
    public const long FirstNumber = DeliveredKeys.PageCount;

    private readonly Dictionary<long, HashSet<UInt128>> _pages = [];
    private readonly HashSet<long> _dirty = [];

    public bool Contains(UInt128 key) => _pages.TryGetValue(NumberOf(key), out var page) && page.Contains(key);

    public void Load(long number, ReadOnlySpan<byte> content)
    {
        var page = _pages[number] = [];
        var reader = new BlobReader(content);
        while (!reader.IsAtEnd)
        {
            var key = reader.Hash();
            if (NumberOf(key) != number)
                throw BlobReader.Damaged();
            page.Add(key);
        }
    }

    public void Add(UInt128 key)
    {
        var number = NumberOf(key);
        if (!_pages.TryGetValue(number, out var page))
            _pages[number] = page = [];
        page.Add(key);
        _dirty.Add(number);
    }

    public void Remove(UInt128 key)
    {
        var number = NumberOf(key);
        if (_pages.TryGetValue(number, out var page) && page.Remove(key))
            _dirty.Add(number);
    }

    /// <summary>Adds the pages that changed to a write.</summary>
    public void WriteTo(StateWrite write)
    {
        var writer = new BlobWriter();
        foreach (var number in _dirty)
        {
            if (_pages[number].Count == 0)
            {
                write.Delete(StateSection.Keys, number, number + 1);
                continue;
            }

            writer.Clear();
            foreach (var key in _pages[number].Order())
                writer.Hash(key);
            write.Put(StateSection.Keys, number, Checksum.Append(StateSection.Keys, number, writer.ToArray()));
        }
    }

    public void Written() => _dirty.Clear();

    private static long NumberOf(UInt128 key) => FirstNumber + DeliveredKeys.PageOf(key);
}
