namespace Census.Sync.Emulators;

/// <summary>An emulator's data file cannot be used. Nothing in it was changed.</summary>
public sealed class EmulatorDataFileException : IOException
{
    /// <summary>Creates the exception.</summary>
    public EmulatorDataFileException()
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    public EmulatorDataFileException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="innerException">Its cause.</param>
    public EmulatorDataFileException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal EmulatorDataFileException(string path, int line, string problem, Exception? cause = null)
        : base($"{path}, line {line}: {problem} Nothing was overwritten.", cause)
    {
        FilePath = path;
        LineNumber = line;
    }

    internal EmulatorDataFileException(string path, string problem, Exception? cause)
        : base($"{path}: {problem}", cause) => FilePath = path;

    /// <summary>Gets the file.</summary>
    public string? FilePath { get; }

    /// <summary>Gets the line that cannot be understood, counted from 1; 0 when it is not about a line.</summary>
    public int LineNumber { get; }
}
