namespace Census.Sync;

/// <summary>Where the value of a field comes from. Immutable.</summary>
/// <remarks>
/// One of <see cref="ColumnValue"/>, <see cref="ConstantValue"/>, <see cref="ComputedValue"/>, <see cref="MetadataValue"/>, <see cref="HashValue"/> and
/// <see cref="CompoundValue"/>; applications add none of their own, but compute what they need.
/// </remarks>
public abstract record MappedValue
{
    private protected MappedValue()
    {
    }

    /// <summary>Takes the value of a column, or what a path finds in it.</summary>
    /// <param name="name">The source column.</param>
    /// <param name="path">What to take of a structured value, such as <c>address.city</c> or <c>tags[0]</c>; see <see cref="ColumnValue.Path"/>. Null takes the value as it is.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is empty, or the path is not well-formed.</exception>
    public static MappedValue Column(string name, string? path = null) => new ColumnValue(name, path);

    /// <summary>Takes the same value for every record.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The value is absent.</exception>
    public static MappedValue Constant(FieldValue value) => new ConstantValue(value);

    /// <summary>Computes the value from the source record.</summary>
    /// <param name="compute">Computes the value. If it throws, the record is invalid and the others go on. Called from one thread at a time.</param>
    /// <param name="name">The name it is registered with, by which a sync can be written to a file; null if it is not registered.</param>
    /// <returns>The value.</returns>
    public static MappedValue Computed(Func<Record, FieldValue> compute, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(compute);
        return new ComputedValue(name, compute);
    }

    /// <summary>Computes the value from the source record, with what is registered by a name.</summary>
    /// <param name="name">The name, given to <see cref="SyncBuilder.AddComputed"/> or to the method of the same name that adds it for all syncs.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public static MappedValue Computed(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new ComputedValue(name, null);
    }

    /// <summary>Takes something that is known of the run. Alone it is no reason to send a record.</summary>
    /// <param name="what">What to take.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such thing.</exception>
    public static MappedValue Metadata(SyncMetadata what) => new MetadataValue(what);

    /// <summary>Takes the SHA-256 of a value; see <see cref="HashValue"/>.</summary>
    /// <param name="of">The value to hash.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">The value is known of the run rather than of the record.</exception>
    public static MappedValue Hash(MappedValue of) => new HashValue(of);

    /// <summary>Joins values to one text; see <see cref="CompoundValue"/>.</summary>
    /// <param name="separator">What stands between two values; may be empty.</param>
    /// <param name="parts">The values, two at least.</param>
    /// <returns>The value.</returns>
    /// <exception cref="ArgumentException">There are fewer than two parts, or one is known of the run rather than of the record.</exception>
    public static MappedValue Compound(string separator, params IReadOnlyList<MappedValue> parts) => new CompoundValue(separator, parts);

    /// <summary>Gets a value indicating whether the value is the same for all records of a run.</summary>
    internal abstract bool IsFixed { get; }

    /// <summary>Gets the type that the value has whatever the source says; any if it has none of its own.</summary>
    internal virtual FieldType OwnType => FieldType.Any;
}
