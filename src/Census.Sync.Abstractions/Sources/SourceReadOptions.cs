namespace Census.Sync;

/// <summary>What a read of a source should deliver.</summary>
public sealed record SourceReadOptions
{
    /// <summary>Gets the query, table or view to read.</summary>
    /// <value>The default is null, for sources that hold one set of rows, such as a file.</value>
    public Model? Model { get; init; }

    /// <summary>Gets which rows are delivered, by a column whose values only grow.</summary>
    /// <value>
    /// The default is null: all, and nobody will ask for less. A source that cannot deliver only the rows from a value on refuses a cursor, also one without a value: then a sync with a
    /// cursor column fails at its first run, and not at its second.
    /// </value>
    public SourceCursor? Cursor { get; init; }

    /// <summary>Gets the largest number of records in a batch.</summary>
    /// <value>The default is 1,000.</value>
    public int BatchSize { get; init; } = 1_000;
}
