using Census.Sync.Mapping;

namespace Census.Sync;

/// <summary>The value of a source column, or what a path finds in it.</summary>
public sealed record ColumnValue : MappedValue
{
    /// <summary>Initializes a value.</summary>
    /// <param name="name">The source column.</param>
    /// <param name="path">What to take of a structured value; null takes the value as it is.</param>
    /// <exception cref="ArgumentException">The name is empty, or the path is not well-formed; the message says where.</exception>
    public ColumnValue(string name, string? path = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name;
        Path = path;
        Steps = path is null ? null : ValuePath.Parse(path);
    }

    /// <summary>Gets the name of the column, compared ordinally.</summary>
    public string Name { get; }

    /// <summary>Gets what is taken of a structured value.</summary>
    /// <value>The default is null: the value as it is.</value>
    /// <remarks>
    /// <para>
    /// Names of members with a point between them and positions from 0 in brackets: <c>address.city</c>, <c>tags[0]</c>, <c>[0].name</c>. A name that holds anything but
    /// letters, digits, <c>_</c>, <c>-</c> and <c>$</c> is quoted: <c>["e-mail (work)"]</c>, with <c>\"</c> and <c>\\</c> for a quote and a backslash in it.
    /// </para>
    /// <para>
    /// The column holds JSON, text that is JSON, or a list. A member that is not there, a position beyond the end, and whatever is below a null, are null. A record in which
    /// the path meets something else is invalid, with <see cref="SyncErrorCodes.WrongShape"/>. Of two members of one name, the last counts.
    /// </para>
    /// </remarks>
    public string? Path { get; }

    internal override bool IsFixed => false;

    internal ValuePath? Steps { get; }

    /// <inheritdoc/>
    public bool Equals(ColumnValue? other) => other is not null && (Name, Path) == (other.Name, other.Path);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Path);

    /// <summary>Returns the name of the column and the path.</summary>
    public override string ToString() => Path is null ? Name : Path.StartsWith('[') ? Name + Path : $"{Name}.{Path}";
}
