namespace Census.Sync;

/// <summary>Changes of a state that take effect together or not at all. Deletions are carried out before blobs are put.</summary>
public sealed class StateWrite
{
    private readonly List<(StateSection Section, long From, long To)> _deletions = [];
    private readonly List<(StateSection Section, StateBlob Blob)> _puts = [];

    /// <summary>Gets the ranges to delete: numbers from the first up to, not including, the second.</summary>
    public IReadOnlyList<(StateSection Section, long From, long To)> Deletions => _deletions;

    /// <summary>Gets the blobs to put; a blob of the same number is replaced.</summary>
    public IReadOnlyList<(StateSection Section, StateBlob Blob)> Puts => _puts;

    /// <summary>Gets a value indicating whether nothing would change.</summary>
    public bool IsEmpty => _deletions.Count == 0 && _puts.Count == 0;

    /// <summary>Gets a value indicating whether the write has to be there after a power failure or a crash of the operating system.</summary>
    /// <value>
    /// The default is true. False lets a store save the wait for the disk: a power failure may then undo the write, with all later ones that need not survive
    /// either, back to a state that was there before. A write that must survive makes those before it survive. A process that ends loses nothing in any case.
    /// </value>
    public bool SurvivesPowerFailure { get; init; } = true;

    /// <summary>Puts a blob.</summary>
    /// <param name="section">The section.</param>
    /// <param name="number">The number, not negative and less than <see cref="long.MaxValue"/>, where every range ends.</param>
    /// <param name="content">The content, which must not change until the write has ended.</param>
    /// <returns>This write.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of its range.</exception>
    public StateWrite Put(StateSection section, long number, ReadOnlyMemory<byte> content)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfEqual(number, long.MaxValue);
        _puts.Add((section, new(number, content)));
        return this;
    }

    /// <summary>Deletes a range of blobs.</summary>
    /// <param name="section">The section.</param>
    /// <param name="from">The first number.</param>
    /// <param name="to">The number after the last.</param>
    /// <returns>This write.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The first number is negative, or greater than the second.</exception>
    public StateWrite Delete(StateSection section, long from = 0, long to = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        _deletions.Add((section, from, to));
        return this;
    }
}
