using System.Text;

namespace Census.Sync.Sources;

/// <summary>Reads records from a CSV file as RFC 4180 describes it: a header line, commas, quotes around fields that hold commas or line breaks.</summary>
/// <remarks>
/// <para>
/// Every field is text, and an empty one is null unless <see cref="CsvSourceOptions.EmptyAs"/> says otherwise; blank lines are skipped. A record
/// with too many or too few fields, or with a quote in the wrong place, is left out and reported (<see cref="SourceRead.Errors"/>), and
/// the others go on. More than 10,000 of them end the read.
/// </para>
/// <para>
/// The read fails, rather than deliver less than the file holds, when the file is not in the expected encoding, when a quote is never
/// closed, and when the file changes while it is read.
/// </para>
/// </remarks>
public sealed class CsvSource : SyncSource
{
    private readonly Func<CancellationToken, ValueTask<SourceFile>> _open;
    private readonly CsvSourceOptions _options;

    /// <summary>Initializes a source that reads a file, anew on each run.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">How to read; by default as <see cref="CsvSourceOptions"/> says.</param>
    /// <exception cref="ArgumentException">The path is empty, or the delimiter cannot be one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length of a record is not at least 256 bytes.</exception>
    public CsvSource(string path, CsvSourceOptions? options = null)
        : this(options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _open = _ => new(SourceFile.Open(path));
    }

    /// <summary>Initializes a source that reads a stream, such as a download.</summary>
    /// <param name="open">Opens the stream, once for each read, which disposes it.</param>
    /// <param name="options">How to read; by default as <see cref="CsvSourceOptions"/> says.</param>
    /// <exception cref="ArgumentException">The delimiter cannot be one.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The length of a record is not at least 256 bytes.</exception>
    public CsvSource(Func<CancellationToken, ValueTask<Stream>> open, CsvSourceOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(open);
        _open = token => SourceFile.OpenAsync(open, token);
    }

    private CsvSource(CsvSourceOptions? options)
    {
        _options = options ?? new();
        _open = null!;
        if (!Ascii.IsValid(_options.Delimiter) || _options.Delimiter is '"' or '\r' or '\n' or '\0')
            throw new ArgumentException("The delimiter is an ASCII character other than a quote or a line break.", nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.MaximumRecordBytes, 256, nameof(options));
    }

    /// <inheritdoc/>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        ReadRequest.ThrowIfModelGiven(options, "A CSV file");
        ReadRequest.ThrowIfCursorGiven(options, "A CSV file is read to its end in any case");
        cancellationToken.ThrowIfCancellationRequested();
        return await CsvRead.OpenAsync(await _open(cancellationToken).ConfigureAwait(false), _options, options, cancellationToken).ConfigureAwait(false);
    }
}
