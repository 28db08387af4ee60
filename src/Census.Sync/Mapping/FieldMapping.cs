namespace Census.Sync;

/// <summary>Where the value of a destination field comes from.</summary>
/// <remarks>Made by the methods of <see cref="SyncBuilder"/>.</remarks>
public sealed class FieldMapping
{
    internal FieldMapping(string to) => To = to;

    /// <summary>Gets the name of the destination field.</summary>
    public string To { get; }

    /// <summary>Gets the name of the source column.</summary>
    /// <value>Null for a constant or computed value.</value>
    public string? From { get; internal init; }

    /// <summary>Gets the value that every record gets.</summary>
    /// <value>Absent unless the mapping is a constant.</value>
    public FieldValue Constant { get; internal init; }

    /// <summary>Gets what computes the value from the source record.</summary>
    /// <value>Null unless the mapping is computed.</value>
    public Func<Record, FieldValue>? Compute { get; internal init; }

    /// <summary>Gets the field of the referenced object by which the value names a record.</summary>
    /// <value>Null unless the mapping is a lookup.</value>
    public string? LookupBy { get; internal init; }

    /// <summary>Gets the type that the value is cast to where the destination does not declare one.</summary>
    /// <value>The default is <see cref="FieldType.Any"/>.</value>
    public FieldType Type { get; internal init; }

    /// <summary>Gets a value indicating whether the mapping is (part of) the sync key.</summary>
    public bool IsKey { get; internal init; }

    /// <summary>Gets a value indicating whether a change of this field alone sends the record.</summary>
    /// <value>The default is true; false for values that differ on every run, such as the time of a load.</value>
    public bool CountsAsChange { get; internal init; } = true;
}
