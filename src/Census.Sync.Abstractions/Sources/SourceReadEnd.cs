namespace Census.Sync;

/// <summary>How a read of a source ended. Only a complete read allows a conclusion about rows that were not seen.</summary>
public sealed record SourceReadEnd
{
    private SourceReadEnd(bool isComplete, bool isIncrement, string? reason) => (IsComplete, IsIncrement, Reason) = (isComplete, isIncrement, reason);

    /// <summary>Gets the end of a read that delivered every row.</summary>
    public static SourceReadEnd Complete { get; } = new(true, false, null);

    /// <summary>Gets the end of a read that delivered every row from the value on that <see cref="SourceCursor.From"/> named, and no others.</summary>
    public static SourceReadEnd Increment { get; } = new(false, true, null);

    /// <summary>Gets a value indicating whether every row was delivered.</summary>
    public bool IsComplete { get; }

    /// <summary>Gets a value indicating whether every row was delivered that was asked for by a cursor.</summary>
    public bool IsIncrement { get; }

    /// <summary>Gets why rows are missing.</summary>
    /// <value>Null unless a limit cut the read.</value>
    public string? Reason { get; }

    /// <summary>Describes a read that a limit cut.</summary>
    /// <param name="reason">Which limit.</param>
    public static SourceReadEnd Truncated(string reason) => new(false, false, reason);
}
