using System.Collections.Concurrent;

namespace Census.Sync.State;

/// <summary>Writers whose buffers are used again: journal and change set are written thousands of times a run.</summary>
internal sealed class BlobWriterPool
{
    // A change set or a large batch may have made a buffer that nobody needs again.
    private const int LargestKept = 1024 * 1024;

    private readonly ConcurrentBag<BlobWriter> _writers = [];

    public BlobWriter Rent() => _writers.TryTake(out var writer) ? writer : new();

    public void Return(BlobWriter writer)
    {
        if (writer.Length > LargestKept)
            return;
        writer.Clear();
        _writers.Add(writer);
    }
}
