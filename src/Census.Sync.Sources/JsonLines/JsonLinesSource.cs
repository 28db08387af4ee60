namespace Census.Sync.Sources;

/// <summary>Reads records from a file that holds one JSON object in each line (JSON Lines, also called NDJSON: https://jsonlines.org), in UTF-8.</summary>
/// <remarks>
/// <para>
/// <b>Fields.</b> Properties that stand neither in <see cref="JsonLinesSourceOptions.Fields"/> nor in the lines looked at are not part
/// of the schema and are left out: no mapping can name them. A mapping that names a property which is that rare fails before anything is sent.
/// </para>
/// <para>
/// <b>Values.</b> A missing property is <see cref="FieldValue.Absent"/>, which leaves the destination's field alone; <c>null</c> clears
/// it. Numbers are exact. A list of texts, numbers and truth values is a list; objects, and lists that hold objects or lists, are JSON.
/// </para>
/// <para>
/// <b>Bad lines.</b> A line that is not a JSON object, is not UTF-8, has a property twice or is too long is left out and reported
/// (<see cref="SourceRead.Errors"/>), and the others go on. More than 10,000 of them end the read. Blank lines are skipped. The read fails
/// when the file changes meanwhile.
/// </para>
/// </remarks>
public sealed class JsonLinesSource : SyncSource
{
    private readonly Func<CancellationToken, ValueTask<SourceFile>> _open;
    private readonly JsonLinesSourceOptions _options;

    /// <summary>Initializes a source that reads a file, anew on each run.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">How to read; by default as <see cref="JsonLinesSourceOptions"/> says.</param>
    /// <exception cref="ArgumentException">The path is empty, or the fields are none or not unique.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
    public JsonLinesSource(string path, JsonLinesSourceOptions? options = null)
        : this(options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _open = _ => new(SourceFile.Open(path));
    }

    /// <summary>Initializes a source that reads a stream, such as a download.</summary>
    /// <param name="open">Opens the stream, once for each read, which disposes it.</param>
    /// <param name="options">How to read; by default as <see cref="JsonLinesSourceOptions"/> says.</param>
    /// <exception cref="ArgumentException">The fields are none or not unique.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not positive.</exception>
    public JsonLinesSource(Func<CancellationToken, ValueTask<Stream>> open, JsonLinesSourceOptions? options = null)
        : this(options)
    {
        ArgumentNullException.ThrowIfNull(open);
        _open = token => SourceFile.OpenAsync(open, token);
    }

    private JsonLinesSource(JsonLinesSourceOptions? options)
    {
        _options = options ?? new();
        _open = null!;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.SampleLines, nameof(options));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(_options.MaximumLineBytes, nameof(options));
        if (_options.Fields is not null)
            _ = _options.Fields.Count > 0 ? new RecordSchema(_options.Fields) : throw new ArgumentException("Name at least one field.", nameof(options));
    }

    /// <inheritdoc/>
    public override async ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        ReadRequest.ThrowIfModelGiven(options, "A file of JSON lines");
        ReadRequest.ThrowIfCursorGiven(options, "A file of JSON lines is read to its end in any case");
        cancellationToken.ThrowIfCancellationRequested();
        var file = await _open(cancellationToken).ConfigureAwait(false);
        return await JsonLinesRead.OpenAsync(file, _options, options, cancellationToken).ConfigureAwait(false);
    }
}
