namespace Census.Sync;

/// <summary>Something rows are read from: a database, a warehouse, a file, the application's own objects.</summary>
/// <remarks>
/// <para><b>Thread safety.</b> Members may be called concurrently; each read stands alone.</para>
/// <para>
/// <b>Errors.</b> What the user can mend (a file that is missing, a query that is refused) is a <see cref="SyncSourceException"/> whose message
/// says how. Rows may have been delivered before an error: the engine acts on none of them.
/// </para>
/// </remarks>
public abstract class SyncSource
{
    /// <summary>Starts a read of all rows.</summary>
    /// <param name="options">What to read, and how.</param>
    /// <param name="cancellationToken">Ends the read.</param>
    /// <returns>The read, with its schema known. The caller disposes it.</returns>
    /// <exception cref="SyncSourceException">The source cannot be read; the message says why.</exception>
    public abstract ValueTask<SourceRead> OpenReadAsync(SourceReadOptions options, CancellationToken cancellationToken = default);

    /// <summary>Returns the fields that a read would have.</summary>
    /// <param name="options">What would be read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="SyncSourceException">The source cannot be read; the message says why.</exception>
    /// <remarks>The default opens a read and disposes it before the first row.</remarks>
    public virtual async ValueTask<RecordSchema> GetSchemaAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        var read = await OpenReadAsync(options, cancellationToken).ConfigureAwait(false);
        await using (read.ConfigureAwait(false))
            return read.Schema;
    }

    /// <summary>Lists the tables and views that can be read.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Models to read from, by name; the default is none: the source holds one set of rows, or cannot tell.</returns>
    /// <exception cref="SyncSourceException">The source cannot be read; the message says why.</exception>
    public virtual ValueTask<IReadOnlyList<Model>> ListModelsAsync(CancellationToken cancellationToken = default) => new([]);

    /// <summary>Checks whether the source can be reached and read.</summary>
    /// <param name="options">What would be read.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Success, or a message that a person can act on.</returns>
    public virtual async ValueTask<ConnectionTestResult> TestConnectionAsync(SourceReadOptions options, CancellationToken cancellationToken = default)
    {
        try
        {
            await GetSchemaAsync(options, cancellationToken).ConfigureAwait(false);
            return ConnectionTestResult.Success;
        }
        catch (SyncSourceException e)
        {
            return ConnectionTestResult.Failure(e.Message);
        }
    }
}
