namespace Census.Sync;

/// <summary>What a read is told of a <see cref="CursorColumn"/>.</summary>
/// <param name="Column">The name of the column.</param>
public sealed record SourceCursor(string Column)
{
    /// <summary>Gets the lowest value of the rows to deliver, this value among them; rows without a value are left out then.</summary>
    /// <value>The default is absent: all rows are delivered.</value>
    /// <remarks>
    /// It has the kind of the values that the column had when it was read last. A source sends it to its service beside the statement, never in its text.
    /// </remarks>
    public FieldValue From { get; init; }

    /// <summary>Returns the name of the column, never the value.</summary>
    public override string ToString() => Column;
}
