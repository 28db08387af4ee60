using System.Buffers;

namespace Census.Sync.State;

/// <summary>The pages that were read last, packed into a few large buffers which the syncs of a process use one after the other. The pages of the buffer that was filled longest ago make room together.</summary>
internal sealed class PageCache
{
    private const int BufferSize = 1024 * 1024;

    // All pages of a million and a half records: a run that changes nearly all of these reads each once. Above, what is kept stays the same.
    private const int MostBuffers = 48;

    private readonly Dictionary<int, ReadOnlyMemory<byte>> _pages = [];
    private readonly Queue<(byte[] Buffer, List<int> Pages)> _buffers = [];
    private (byte[] Buffer, List<int> Pages) _filling = ([], []);
    private int _filled;

    public bool TryGet(int number, out ReadOnlyMemory<byte> page) => _pages.TryGetValue(number, out page);

    /// <summary>Keeps a copy of a page.</summary>
    public void Add(int number, ReadOnlySpan<byte> page)
    {
        if (page.Length > BufferSize)
            return;
        if (_filled + page.Length > _filling.Buffer.Length)
            BeginBuffer();
        var copy = _filling.Buffer.AsMemory(_filled, page.Length);
        page.CopyTo(copy.Span);
        _filled += page.Length;
        _filling.Pages.Add(number);
        _pages.Add(number, copy);
    }

    public void Clear()
    {
        foreach (var (buffer, _) in _buffers)
            ArrayPool<byte>.Shared.Return(buffer);
        _buffers.Clear();
        _pages.Clear();
        (_filling, _filled) = (([], []), 0);
    }

    private void BeginBuffer()
    {
        if (_buffers.Count < MostBuffers)
        {
            _filling = (ArrayPool<byte>.Shared.Rent(BufferSize), []);
        }
        else
        {
            _filling = _buffers.Dequeue();
            foreach (var number in _filling.Pages)
                _pages.Remove(number);
            _filling.Pages.Clear();
        }

        _buffers.Enqueue(_filling);
        _filled = 0;
    }
}
