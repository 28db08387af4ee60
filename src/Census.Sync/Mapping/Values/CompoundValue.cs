namespace Census.Sync;

/// <summary>
/// Values joined to one text, the usual key of a table whose rows are told apart by several columns. If a part is null or absent, or a text of white space, the whole is null: a key
/// that lacks a part is no key.
/// </summary>
/// <remarks>
/// Parts are written as <see cref="FieldValue.ToText"/> does. Choose a separator that no part holds: <c>a-b</c> and <c>c</c> join to the same as <c>a</c> and <c>b-c</c>. Two rows whose keys come
/// out the same are refused as duplicates, not mixed up.
/// </remarks>
public sealed record CompoundValue : MappedValue
{
    /// <summary>Initializes a value.</summary>
    /// <param name="separator">What stands between two parts; may be empty.</param>
    /// <param name="parts">The parts, two at least.</param>
    /// <exception cref="ArgumentException">There are fewer than two parts, or one is known of the run rather than of the record.</exception>
    public CompoundValue(string separator, params IReadOnlyList<MappedValue> parts)
    {
        ArgumentNullException.ThrowIfNull(separator);
        ArgumentNullException.ThrowIfNull(parts);
        if (parts.Count < 2)
            throw new ArgumentException("A compound value has two parts at least.", nameof(parts));
        foreach (var part in parts)
        {
            ArgumentNullException.ThrowIfNull(part, nameof(parts));
            if (part is MetadataValue)
                throw new ArgumentException("What is known of a run cannot be a part: it would change every record on every run.", nameof(parts));
        }

        Separator = separator;
        Parts = [.. parts];
    }

    /// <summary>Gets what stands between two parts.</summary>
    public string Separator { get; }

    /// <summary>Gets the parts.</summary>
    public IReadOnlyList<MappedValue> Parts { get; }

    internal override bool IsFixed => Parts.All(part => part.IsFixed);

    internal override FieldType OwnType => FieldType.String;

    /// <inheritdoc/>
    public bool Equals(CompoundValue? other) => other is not null && Separator == other.Separator && Parts.SequenceEqual(other.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Separator, Parts.Count, Parts[0]);

    /// <summary>Returns the parts.</summary>
    public override string ToString() => string.Join(" + ", Parts);
}
