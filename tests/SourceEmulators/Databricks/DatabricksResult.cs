namespace Census.Sync.SourceEmulators.Databricks;

/// <summary>What a statement returns.</summary>
/// <param name="Columns">Names and texts of types: <c>BIGINT</c>, <c>ARRAY&lt;STRING&gt;</c>.</param>
/// <param name="Rows">The cells as they are on the wire: text, or null.</param>
public sealed record DatabricksResult(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<string?[]> Rows)
{
    /// <summary>The number of rows of a chunk.</summary>
    public int ChunkSize { get; init; } = 100_000;

    public bool Truncated { get; init; }

    /// <summary>What the number of rows is said to be.</summary>
    public long? ToldRows { get; init; }
}
