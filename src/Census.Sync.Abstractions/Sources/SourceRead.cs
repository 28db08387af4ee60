namespace Census.Sync;

/// <summary>One read of a source. Schema and rows come from one statement, so that they agree.</summary>
/// <remarks>Used by one caller at a time, read once, and disposed by whoever opened it, also before the end.</remarks>
public abstract class SourceRead : IAsyncDisposable
{
    /// <summary>Gets the fields of all records.</summary>
    public abstract RecordSchema Schema { get; }

    /// <summary>Gets the records in batches. A batch stays the read's own and is valid until the next one is asked for.</summary>
    /// <exception cref="SyncSourceException">Thrown while enumerating: reading failed, possibly after records were delivered.</exception>
    public abstract IAsyncEnumerable<RecordBatch> Batches { get; }

    /// <summary>Gets how the read ended.</summary>
    /// <value>Null until <see cref="Batches"/> was enumerated to its end.</value>
    public abstract SourceReadEnd? End { get; }

    /// <summary>Gets the records that could not be read as such, a ragged line of a file for example.</summary>
    /// <value>The default is none. Complete when <see cref="End"/> is set.</value>
    public virtual IReadOnlyList<SourceReadError> Errors => [];

    /// <summary>Gets what the read has cost so far.</summary>
    /// <value>The default is null: the source costs nothing that anybody counts.</value>
    public virtual SourceReadCost? Cost => null;

    /// <summary>Ends the read and frees what it holds.</summary>
    public abstract ValueTask DisposeAsync();
}
