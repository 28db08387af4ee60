using System.Data.Common;
using Census.Sync.Sources;

namespace Census.Sync;

/// <summary>Registers databases, files and the application's own objects as sources: <c>AddSource("app", source => source.Database(NpgsqlFactory.Instance, connectionString))</c>.</summary>
public static class SourceRegistrations
{
    /// <summary>Registers a database.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="dataSource">Opens the connections; it stays the caller's.</param>
    /// <param name="options">How to read; by default as <see cref="DbSourceOptions"/> says.</param>
    public static SourceRegistration Database(this SourceKinds kinds, DbDataSource dataSource, DbSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return Checked(() => new DbSource(dataSource, options));
    }

    /// <summary>Registers a database whose data source is among the services.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="dataSource">Finds what opens the connections; it stays the container's.</param>
    /// <param name="options">How to read; by default as <see cref="DbSourceOptions"/> says.</param>
    public static SourceRegistration Database(this SourceKinds kinds, Func<IServiceProvider, DbDataSource> dataSource, DbSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return new(services => new DbSource(dataSource(services), options));
    }

    /// <summary>Registers a database by its provider and a connection string.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="provider">The factory of the provider: <c>NpgsqlFactory.Instance</c>, <c>SqlClientFactory.Instance</c>, <c>MySqlConnectorFactory.Instance</c>.</param>
    /// <param name="connectionString">The connection string. One that is missing is told when the application starts; no message shows it.</param>
    /// <param name="options">How to read; by default as <see cref="DbSourceOptions"/> says.</param>
    /// <remarks>The connections live as long as the provider keeps them in its pool.</remarks>
    public static SourceRegistration Database(this SourceKinds kinds, DbProviderFactory provider, string? connectionString, DbSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return Checked(() => string.IsNullOrWhiteSpace(connectionString)
            ? throw new ArgumentException("The connection string is missing.")
            : new DbSource(CreateDataSource(provider, connectionString), options));
    }

    /// <summary>Registers a CSV file, which is read anew on each run.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">How to read; by default as <see cref="CsvSourceOptions"/> says.</param>
    public static SourceRegistration Csv(this SourceKinds kinds, string? path, CsvSourceOptions? options = null) => Checked(() => new CsvSource(PathOf(path), options));

    /// <summary>Registers CSV that comes as a stream, such as a download.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="open">Opens the stream, once for each read, which disposes it.</param>
    /// <param name="options">How to read; by default as <see cref="CsvSourceOptions"/> says.</param>
    public static SourceRegistration Csv(this SourceKinds kinds, Func<CancellationToken, ValueTask<Stream>> open, CsvSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        return Checked(() => new CsvSource(open, options));
    }

    /// <summary>Registers a file of JSON lines, which is read anew on each run.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="path">The path of the file.</param>
    /// <param name="options">How to read; by default as <see cref="JsonLinesSourceOptions"/> says.</param>
    public static SourceRegistration JsonLines(this SourceKinds kinds, string? path, JsonLinesSourceOptions? options = null) => Checked(() => new JsonLinesSource(PathOf(path), options));

    /// <summary>Registers JSON lines that come as a stream, such as a download.</summary>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="open">Opens the stream, once for each read, which disposes it.</param>
    /// <param name="options">How to read; by default as <see cref="JsonLinesSourceOptions"/> says.</param>
    public static SourceRegistration JsonLines(this SourceKinds kinds, Func<CancellationToken, ValueTask<Stream>> open, JsonLinesSourceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(open);
        return Checked(() => new JsonLinesSource(open, options));
    }

    /// <summary>Registers objects of the application that are at hand.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="read">Returns the objects of one run.</param>
    /// <param name="columns">Adds the columns.</param>
    public static SourceRegistration Objects<T>(this SourceKinds kinds, Func<IEnumerable<T>> read, Action<ObjectColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(columns);
        return Checked(() => new ObjectSource<T>(read, columns));
    }

    /// <summary>Registers objects of the application that come asynchronously.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="read">Returns the objects of one run.</param>
    /// <param name="columns">Adds the columns.</param>
    public static SourceRegistration Objects<T>(this SourceKinds kinds, Func<CancellationToken, IAsyncEnumerable<T>> read, Action<ObjectColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(columns);
        return Checked(() => new ObjectSource<T>(read, columns));
    }

    /// <summary>Registers objects that the application selects by a cursor column; see <see cref="ObjectSource{T}(Func{SourceReadOptions, CancellationToken, IAsyncEnumerable{T}}, Action{ObjectColumns{T}})"/>.</summary>
    /// <typeparam name="T">The type of the objects.</typeparam>
    /// <param name="kinds">The kinds of sources.</param>
    /// <param name="read">Returns the objects of one run.</param>
    /// <param name="columns">Adds the columns.</param>
    public static SourceRegistration Objects<T>(
        this SourceKinds kinds, Func<SourceReadOptions, CancellationToken, IAsyncEnumerable<T>> read, Action<ObjectColumns<T>> columns)
    {
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(columns);
        return Checked(() => new ObjectSource<T>(read, columns));
    }

    private static string PathOf(string? path) => string.IsNullOrWhiteSpace(path) ? throw new ArgumentException("The path of the file is missing.") : path;

    // What a provider says of a connection string may quote it.
    private static DbDataSource CreateDataSource(DbProviderFactory provider, string connectionString)
    {
        try
        {
            return provider.CreateDataSource(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or NotSupportedException or InvalidOperationException)
        {
            throw new ArgumentException($"The provider cannot read the connection string ({e.GetType().Name}).");
        }
    }

    // These sources open nothing when they are made, so what is wrong with their options is found by making one.
    private static SourceRegistration Checked(Func<SyncSource> create)
    {
        try
        {
            var source = create();
            return new(_ => source);
        }
        catch (ArgumentException e)
        {
            return new(_ => create(), [e.ParamName is { } parameter ? e.Message.Replace($" (Parameter '{parameter}')", "", StringComparison.Ordinal) : e.Message]);
        }
    }
}
