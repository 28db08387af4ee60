namespace Census.Sync.Sources;

/// <summary>Reads records from the application's own objects.</summary>
/// <typeparam name="T">The type of the objects.</typeparam>
/// <remarks>
/// <para>
/// The function is called once for each read, so that every run sees the objects of its time. They are read one after the other while
/// the records are consumed; at no time more than one batch is held.
/// </para>
/// <para>
/// An exception of the application's code ends the read with a <see cref="SyncSourceException"/> that names its type only, since its text
/// may quote values.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// var customers = new ObjectSource&lt;Customer&gt;(
///     ct => database.Customers.AsAsyncEnumerable(),
///     columns => columns.Column("Name", c => c.Name).Column("Seats", c => c.Seats).Column("RenewsOn", c => c.RenewsOn));
/// </code>
/// </example>
public sealed class ObjectSource<T> : SyncSource
{
    private readonly Func<SourceReadOptions, CancellationToken, IAsyncEnumerable<T>> _read;
    private readonly bool _takesCursor;
    private readonly RecordSchema _schema;
    private readonly Func<T, FieldValue>[] _values;

    /// <summary>Initializes a source of objects that come asynchronously.</summary>
    /// <param name="read">Returns the objects of one run.</param>
    /// <param name="columns">Adds the columns.</param>
    /// <exception cref="ArgumentException">No column was added, or one twice.</exception>
    public ObjectSource(Func<CancellationToken, IAsyncEnumerable<T>> read, Action<ObjectColumns<T>> columns)
        : this(WithoutCursor(read), columns, takesCursor: false)
    {
    }

    /// <summary>Initializes a source of objects that the application selects by a cursor column.</summary>
    /// <param name="read">
    /// Returns the objects of one run. If <see cref="SourceReadOptions.Cursor"/> names a value (<see cref="SourceCursor.From"/> is not absent), only those whose column has this value or a higher
    /// one, and all of them; else all objects.
    /// </param>
    /// <param name="columns">Adds the columns.</param>
    /// <exception cref="ArgumentException">No column was added, or one twice.</exception>
    public ObjectSource(Func<SourceReadOptions, CancellationToken, IAsyncEnumerable<T>> read, Action<ObjectColumns<T>> columns)
        : this(read, columns, takesCursor: true)
    {
    }

    private ObjectSource(Func<SourceReadOptions, CancellationToken, IAsyncEnumerable<T>> read, Action<ObjectColumns<T>> columns, bool takesCursor)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(columns);
        var added = new ObjectColumns<T>();
        columns(added);
        if (added.Fields.Count == 0)
            throw new ArgumentException("Add at least one column.", nameof(columns));

        _read = read;
        _takesCursor = takesCursor;
        _schema = new(added.Fields);
        _values = added.Values;
    }

    /// <summary>Initializes a source of objects that are at hand.</summary>
    /// <param name="read">Returns the objects of one run.</param>
    /// <param name="columns">Adds the columns.</param>
    /// <exception cref="ArgumentException">No column was added, or one twice.</exception>
    public ObjectSource(Func<IEnumerable<T>> read, Action<ObjectColumns<T>> columns)
        : this(Asynchronous(read), columns)
    {
    }

    /// <inheritdoc/>
    public override ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        ReadRequest.ThrowIfModelGiven(options, "A source of objects");
        if (!_takesCursor)
            ReadRequest.ThrowIfCursorGiven(options, "The function that reads the application's objects takes no cursor: it returns all of them");
        cancellationToken.ThrowIfCancellationRequested();
        return new(new ObjectRead<T>(_schema, _values, token => _read(options, token), options, cancellationToken));
    }

    private static Func<SourceReadOptions, CancellationToken, IAsyncEnumerable<T>> WithoutCursor(Func<CancellationToken, IAsyncEnumerable<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return (_, cancellationToken) => read(cancellationToken);
    }

    /// <inheritdoc/>
    /// <remarks>The first object is read: the columns are known without, and tell nothing about where the objects come from.</remarks>
    public override async ValueTask<ConnectionTestResult> TestConnectionAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        try
        {
            ReadRequest.ThrowIfInvalid(options);
            var read = await OpenReadAsync(options with { BatchSize = 1 }, cancellationToken).ConfigureAwait(false);
            await using (read.ConfigureAwait(false))
            {
                await foreach (var _ in read.Batches.WithCancellation(cancellationToken).ConfigureAwait(false))
                    break;
            }

            return ConnectionTestResult.Success;
        }
        catch (SyncSourceException e)
        {
            return ConnectionTestResult.Failure(e.Message);
        }
    }

    private static Func<CancellationToken, IAsyncEnumerable<T>> Asynchronous(Func<IEnumerable<T>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return _ => read().ToAsyncEnumerable();
    }
}
