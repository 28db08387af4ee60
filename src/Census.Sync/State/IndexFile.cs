using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Census.Sync.State;

/// <summary>
/// The part of a <see cref="PageIndex"/> that is not kept in memory: a file in the folder for temporary files that no other process sees and that is gone with this one, however it
/// ends. What is in it says nothing without the key of the index, which is never written.
/// </summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "The file goes with the index, which is left to the garbage collector.")]
internal sealed class IndexFile
{
    private readonly SafeFileHandle _handle;
    private long _length;

    private IndexFile(SafeFileHandle handle) => _handle = handle;

    /// <returns>Null if there is no place for it.</returns>
    public static IndexFile? TryCreate()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            if (OperatingSystem.IsWindows())
                return new(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.DeleteOnClose | FileOptions.RandomAccess));

            // Without a name it lives as long as it is open.
            var handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, FileOptions.RandomAccess);
            File.Delete(path);
            return new(handle);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Adds entries at the end.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="start">Where they are, counted in entries.</param>
    /// <returns>False if there is no room.</returns>
    public bool TryAppend(ReadOnlySpan<ulong> entries, out long start)
    {
        start = _length;
        try
        {
            RandomAccess.Write(_handle, MemoryMarshal.AsBytes(entries), start * sizeof(ulong));
            _length += entries.Length;
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Reads entries. They are in the cache of the operating system as a rule, so that nobody waits.</summary>
    public void Read(long start, Span<ulong> entries)
    {
        var bytes = MemoryMarshal.AsBytes(entries);
        for (var position = start * sizeof(ulong); !bytes.IsEmpty;)
        {
            var read = RandomAccess.Read(_handle, bytes, position);
            if (read == 0)
                throw new SyncStateException("A temporary file of this process was cut. Make room in the folder for temporary files and run the sync again.");
            bytes = bytes[read..];
            position += read;
        }
    }
}
