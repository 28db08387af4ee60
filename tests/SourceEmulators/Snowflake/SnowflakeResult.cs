namespace Census.Sync.SourceEmulators.Snowflake;

/// <summary>What a statement returns.</summary>
/// <param name="Columns">Names and types, as Snowflake prints them: <c>fixed</c>, <c>text</c>, <c>timestamp_tz</c>.</param>
/// <param name="Rows">The cells as they are on the wire: text, or null.</param>
public sealed record SnowflakeResult(IReadOnlyList<ResultColumn> Columns, IReadOnlyList<string?[]> Rows)
{
    /// <summary>The number of rows of a partition.</summary>
    public int PartitionSize { get; init; } = int.MaxValue;

    /// <summary>The code of the answer.</summary>
    public string Code { get; init; } = "090001";

    /// <summary>What the number of rows is said to be.</summary>
    public long? ToldRows { get; init; }
}
