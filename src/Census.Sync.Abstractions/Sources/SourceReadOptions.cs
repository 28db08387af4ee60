namespace Census.Sync;

/// <summary>What a read of a source should deliver.</summary>
public sealed record SourceReadOptions
{
    /// <summary>Gets the query, table or view to read.</summary>
    /// <value>The default is null, for sources that hold one set of rows, such as a file.</value>
    public Model? Model { get; init; }

    /// <summary>Gets the largest number of records in a batch.</summary>
    /// <value>The default is 1,000.</value>
    public int BatchSize { get; init; } = 1_000;
}
