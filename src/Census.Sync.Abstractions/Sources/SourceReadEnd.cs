namespace Census.Sync;

/// <summary>How a read of a source ended. Only a complete read allows a conclusion about rows that were not seen.</summary>
public sealed record SourceReadEnd
{
    private SourceReadEnd(bool isComplete, string? reason, string? cursor) => (IsComplete, Reason, Cursor) = (isComplete, reason, cursor);

    /// <summary>Gets the end of a read that delivered every row.</summary>
    public static SourceReadEnd Complete { get; } = new(true, null, null);

    /// <summary>Gets a value indicating whether every row was delivered.</summary>
    public bool IsComplete { get; }

    /// <summary>Gets why rows are missing.</summary>
    /// <value>Null unless a limit cut the read.</value>
    public string? Reason { get; }

    /// <summary>Gets where the next read goes on.</summary>
    /// <value>Null unless only the rows since an earlier read were delivered.</value>
    public string? Cursor { get; }

    /// <summary>Describes a read that a limit cut.</summary>
    /// <param name="reason">Which limit.</param>
    public static SourceReadEnd Truncated(string reason) => new(false, reason, null);

    /// <summary>Describes a read of the rows since an earlier read.</summary>
    /// <param name="cursor">Where the next read goes on.</param>
    public static SourceReadEnd Increment(string cursor) => new(false, null, cursor);
}
