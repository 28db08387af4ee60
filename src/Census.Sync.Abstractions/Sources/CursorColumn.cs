namespace Census.Sync;

/// <summary>
/// A column whose values only grow, by which a source that is too large to be read whole is read from where the last run ended: the time of the last change, or a number that
/// is given out in order.
/// </summary>
/// <remarks>
/// <para>
/// The column holds points in time, times without a zone, dates, whole or decimal numbers, or text that sorts by its characters (times as ISO 8601 writes them, for example).
/// Every run reads again what lies within the overlap, since a row may become visible after rows with a higher value: its transaction took longer. What did not change meanwhile is not sent.
/// </para>
/// <para>
/// A row that is deleted from the source is not noticed, nor one that has no value in the column, or one that changes without it: only a run that reads the whole source sees them.
/// </para>
/// </remarks>
public sealed record CursorColumn
{
    /// <summary>Initializes a cursor column.</summary>
    /// <param name="name">The name of the column, spelled as the source spells it.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public CursorColumn(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
    }

    /// <summary>Gets the name of the column, spelled as the source spells it.</summary>
    public string Name { get; }

    /// <summary>Gets how far before its end the last read is read again, where the column holds times or dates, as text or not: as long as the longest transaction of the source takes.</summary>
    /// <value>The default is 5 minutes. Dates go back by whole days.</value>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TimeSpan Overlap
    {
        get;
        init => field = value >= TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The overlap is not negative.");
    } = TimeSpan.FromMinutes(5);

    /// <summary>Gets how far before its end the last read is read again, where the column holds numbers: as many numbers as may be given out while the longest transaction of the source runs.</summary>
    /// <value>The default is 1,000. A column that holds seconds since 1970 needs a number of seconds.</value>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public long NumberOverlap
    {
        get;
        init => field = value >= 0 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "The overlap is not negative.");
    } = 1_000;

    /// <summary>Returns the name of the column.</summary>
    public override string ToString() => Name;
}
