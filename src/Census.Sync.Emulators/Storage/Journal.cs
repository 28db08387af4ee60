using System.Buffers;
using System.Text;
using System.Text.Json;
using Census.Sync.Emulators.Calls;

namespace Census.Sync.Emulators.Storage;

/// <summary>
/// The data file: a header line, then one JSON line per committed call. Read and compacted at start. Not thread-safe.
/// It outlives the process, however that ends; it is not forced to disk, so it may not outlive the machine's power.
/// </summary>
internal sealed class Journal : IDisposable
{
    private readonly string _path;
    private readonly string _header;
    private readonly FileStream _lock;
    private readonly ArrayBufferWriter<byte> _line = new();
    private FileStream? _file;

    private Journal(string path, string emulator, FileStream fileLock)
    {
        _path = path;
        _header = $$"""{"format":"census-sync-emulator","version":1,"emulator":"{{emulator}}"}""";
        _lock = fileLock;
    }

    /// <summary>Opens a data file, hands each line to <paramref name="replay"/>, and writes it anew as <paramref name="dump"/> tells.</summary>
    /// <exception cref="EmulatorDataFileException">The file is in use, belongs to another emulator, or is corrupt.</exception>
    public static Journal Open(string path, string emulator, Action<JsonElement> replay, Func<IEnumerable<Action<Utf8JsonWriter>>> dump)
    {
        path = Path.GetFullPath(path);
        FileStream fileLock;
        try
        {
            fileLock = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string problem = e is DirectoryNotFoundException ? "The folder does not exist."
                : e is UnauthorizedAccessException ? "The data file cannot be written here."
                : "The data file is in use by another emulator.";
            throw new EmulatorDataFileException(path, problem, e);
        }

        var journal = new Journal(path, emulator, fileLock);
        try
        {
            journal.Replay(replay);
            journal.Rewrite(dump());
            return journal;
        }
        catch (UnauthorizedAccessException e)
        {
            journal.Dispose();
            throw new EmulatorDataFileException(path, "The data file cannot be read or written.", e);
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    /// <summary>Appends one line and hands it to the operating system before it returns.</summary>
    public void Append<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        _line.ResetWrittenCount();
        WriteLine(_line, json => write(json, state));
        _file!.Write(_line.WrittenSpan);
    }

    /// <summary>Replaces the file by a new one, in one step.</summary>
    public void Rewrite(IEnumerable<Action<Utf8JsonWriter>> lines)
    {
        string fresh = _path + ".new";
        using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024))
        {
            file.Write(Encoding.UTF8.GetBytes(_header + "\n"));
            foreach (Action<Utf8JsonWriter> line in lines)
            {
                _line.ResetWrittenCount();
                WriteLine(_line, line);
                file.Write(_line.WrittenSpan);
            }
        }

        _file?.Dispose();
        File.Move(fresh, _path, overwrite: true);
        _file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
    }

    public void Dispose()
    {
        _file?.Dispose();
        _lock.Dispose();
    }

    private static void WriteLine(ArrayBufferWriter<byte> buffer, Action<Utf8JsonWriter> write)
    {
        using (var json = new Utf8JsonWriter(buffer, Json.WriterOptions))
        {
            write(json);
        }

        buffer.Write("\n"u8);
    }

    private void Replay(Action<JsonElement> replay)
    {
        if (!File.Exists(_path))
        {
            return;
        }

        bool torn;
        using (FileStream tail = File.OpenRead(_path))
        {
            if (tail.Length == 0)
            {
                return;
            }

            tail.Seek(-1, SeekOrigin.End);
            torn = tail.ReadByte() != '\n';
        }

        int number = 0;
        string? previous = null;
        foreach (string line in File.ReadLines(_path))
        {
            if (previous is not null)
            {
                Understand(previous, ++number, replay);
            }

            previous = line;
        }

        if (!torn)
        {
            Understand(previous!, ++number, replay);
        }
        else if (number == 0 && !_header.StartsWith(previous!, StringComparison.Ordinal))
        {
            // Only a header of ours may be torn; anything else is a file that somebody named by mistake.
            throw NotOurs();
        }
    }

    private void Understand(string line, int number, Action<JsonElement> replay)
    {
        if (number == 1)
        {
            if (line != _header)
            {
                throw NotOurs();
            }

            return;
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            replay(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new EmulatorDataFileException(_path, number, "The line cannot be understood, the data file is corrupt.", e);
        }
    }

    private EmulatorDataFileException NotOurs() => new(_path, 1, $"This is no data file of this emulator and version (expected {_header}).");
}
