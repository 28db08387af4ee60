using System.Text;

namespace Census.Sync.Sources;

/// <summary>How a <see cref="CsvSource"/> reads.</summary>
public sealed record CsvSourceOptions
{
    /// <summary>Gets the character between two fields.</summary>
    /// <value>The default is a comma. Any ASCII character except the quote and line breaks.</value>
    public char Delimiter { get; init; } = ',';

    /// <summary>Gets the encoding of the file.</summary>
    /// <value>
    /// The default is null: UTF-8, or what a byte order mark says. Set <see cref="System.Text.Encoding.Latin1"/> for example for files of older programs.
    /// </value>
    public Encoding? Encoding { get; init; }

    /// <summary>Gets what an empty field means, in quotes or not.</summary>
    /// <value>The default is <see cref="EmptyFields.Null"/>.</value>
    public EmptyFields EmptyAs { get; init; } = EmptyFields.Null;

    /// <summary>Gets how long a record may be, in bytes of UTF-8.</summary>
    /// <value>The default is 1 MiB.</value>
    /// <remarks>
    /// A longer record ends the read: it is nearly always a quote that was never closed, which would swallow the rest of the file. Short excess
    /// within what is read at once is not noticed.
    /// </remarks>
    public int MaximumRecordBytes { get; init; } = 1024 * 1024;
}
