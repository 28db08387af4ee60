using System.Globalization;

namespace Census.Sync.Sources;

/// <summary>A file or a stream that is read once, from start to end.</summary>
internal sealed class SourceFile : IAsyncDisposable
{
    private readonly FileStream? _file;
    private readonly long _length;
    private readonly DateTime _written;

    private SourceFile(Stream stream, string name)
    {
        Stream = stream;
        Name = name;
        _file = stream as FileStream;
        if (_file is not null && _file.CanSeek)
        {
            _length = _file.Length;
            _written = File.GetLastWriteTimeUtc(_file.SafeFileHandle);
        }
    }

    public Stream Stream { get; }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    public static SourceFile Open(string path)
    {
        var name = $"The file '{path}'";
        try
        {
            if (Directory.Exists(path))
                throw new SyncSourceException($"{name} is a folder. Name a file in it.");
            return new(new FileStream(path, new FileStreamOptions
            {
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
            }), name);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new SyncSourceException($"{name} does not exist.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new SyncSourceException($"{name} may not be read by this process. Give it the permission to read.");
        }
        catch (IOException e)
        {
            throw new SyncSourceException($"{name} cannot be opened ({e.GetType().Name}). Another process may hold it.");
        }
    }

    public static async ValueTask<SourceFile> OpenAsync(
        Func<CancellationToken, ValueTask<Stream>> open, CancellationToken cancellationToken)
    {
        const string name = "The stream";
        try
        {
            return new(await open(cancellationToken).ConfigureAwait(false), name);
        }
        catch (Exception e) when (e is not OperationCanceledException and not SyncSourceException)
        {
            throw new SyncSourceException($"{name} cannot be opened: the application's function failed with {e.GetType().Name}.");
        }
    }

    public SyncSourceException ReadFailed(Exception e) => new($"{Name} cannot be read to its end ({e.GetType().Name}).");

    /// <summary>Called at the end of the file: what was read counts only if it is the file that was opened.</summary>
    public void ThrowIfChanged()
    {
        if (_file is null || !_file.CanSeek)
            return;

        // A file that shrinks ends early without any error, and half a file looks like one with fewer records.
        var length = _file.Length;
        if (length != _length || _file.Position != _length)
        {
            throw new SyncSourceException(string.Create(
                CultureInfo.InvariantCulture,
                $"{Name} changed while it was read: it had {_length} bytes and has {length}. Write to another file and rename it when it is complete."));
        }

        if (File.GetLastWriteTimeUtc(_file.SafeFileHandle) != _written)
            throw new SyncSourceException($"{Name} changed while it was read. Write to another file and rename it when it is complete.");
    }

    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
