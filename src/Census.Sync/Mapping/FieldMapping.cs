using Census.Sync.State;

namespace Census.Sync;

/// <summary>What a destination field gets: a value, and what is done with it on the way. Immutable.</summary>
/// <remarks>The methods of <see cref="SyncBuilder"/> make the common ones; any other is given to <see cref="SyncBuilder.Map(FieldMapping)"/>.</remarks>
public sealed record FieldMapping
{
    /// <summary>Initializes a mapping of a value.</summary>
    /// <param name="value">Where the value comes from.</param>
    /// <param name="to">The destination field.</param>
    /// <exception cref="ArgumentException">The name of the field is empty.</exception>
    public FieldMapping(MappedValue value, string to)
    {
        ArgumentNullException.ThrowIfNull(value);
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        (Value, To) = (value, to);
    }

    /// <summary>Initializes a mapping of a column.</summary>
    /// <param name="from">The source column.</param>
    /// <param name="to">The destination field.</param>
    /// <exception cref="ArgumentException">A name is empty.</exception>
    public FieldMapping(string from, string to)
        : this(new ColumnValue(from), to)
    {
    }

    /// <summary>Gets where the value comes from.</summary>
    public MappedValue Value { get; init; }

    /// <summary>Gets the name of the destination field.</summary>
    public string To { get; }

    /// <summary>Gets the name of the source column.</summary>
    /// <value>Null unless the value is that of a column, or of a path in it.</value>
    public string? From => (Value as ColumnValue)?.Name;

    /// <summary>Gets the field of the referenced object by which the value names a record.</summary>
    /// <value>The default is null: the value is written as it is.</value>
    public string? LookupBy { get; init; }

    /// <summary>Gets the type that the value is cast to where the destination does not declare one.</summary>
    /// <value>The default is <see cref="FieldType.Any"/>: the value keeps the type that the source gives it. A hash, a compound value and metadata have a type of their own.</value>
    public FieldType Type { get; init; }

    /// <summary>Gets a value indicating whether the field takes a list of values, where the destination does not declare its type.</summary>
    /// <value>The default is false.</value>
    public bool IsArray { get; init; }

    /// <summary>Gets a value indicating whether the mapping is the sync key, or a part of it.</summary>
    /// <value>The default is false.</value>
    public bool IsKey { get; init; }

    /// <summary>Gets a value indicating whether a change of this field alone sends the record.</summary>
    /// <value>The default is true; false for values that differ on every run, such as the time of a load. Always false for a <see cref="MetadataValue"/>.</value>
    public bool CountsAsChange
    {
        get => field && Value is not MetadataValue;
        init;
    } = true;

    /// <summary>Gets a value indicating whether a null clears the field. Census calls it <c>sync_null_values</c>.</summary>
    /// <value>The default is true. With false, a null leaves the field as it is at the destination, and the rest of the record is sent.</value>
    public bool SyncNulls { get; init; } = true;

    /// <summary>
    /// Gets a value indicating whether the value is written only where the field is empty at the destination. Census calls it <c>preserve_values</c>, its pages "set if empty".
    /// </summary>
    /// <value>The default is false. With true, a null is never sent, and of a change only that from no value to a value is a reason to send the record.</value>
    public bool SetIfEmpty { get; init; }

    internal FieldTelling Telling => SetIfEmpty ? FieldTelling.Presence : SyncNulls ? FieldTelling.ValueOrNull : FieldTelling.Value;

    /// <summary>The type of a field that the destination does not declare.</summary>
    internal FieldType DeclaredType => Type == FieldType.Any ? Value.OwnType : Type;

    /// <summary>The type that values are cast to: what the destination declares decides; the mapping's type holds where it declares none.</summary>
    internal (FieldType Type, bool IsArray) TypeAt(DestinationField field) => LookupBy is not null ? (FieldType.String, false)
        : field.Type == FieldType.Any ? (DeclaredType, IsArray || field.IsArray)
        : (field.Type, field.IsArray);

    /// <summary>Returns where the value comes from and the name of the field, never a value.</summary>
    public override string ToString() => $"{Value} \u2192 {To}";
}
