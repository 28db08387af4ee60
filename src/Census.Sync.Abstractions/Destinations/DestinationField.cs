namespace Census.Sync;

/// <summary>A field of a <see cref="DestinationObject"/>.</summary>
/// <param name="Name">The stable name in the destination's API.</param>
/// <param name="Type">The type that values are cast to; <see cref="FieldType.Any"/> leaves them as they are.</param>
/// <remarks>The eight attributes of Census's Custom Destination protocol, and what is needed to refuse a bad value before it costs a call.</remarks>
public sealed record DestinationField(string Name, FieldType Type = FieldType.Any)
{
    /// <summary>Gets the name for people.</summary>
    /// <value>The default is <see cref="Name"/>.</value>
    public string Label { get; init; } = Name;

    /// <summary>Gets a value indicating whether the field may be the sync key, alone or with others.</summary>
    /// <value>The default is false.</value>
    public bool IsIdentifier { get; init; }

    /// <summary>Gets a value indicating whether a record cannot be created without it.</summary>
    /// <value>The default is false.</value>
    public bool IsRequired { get; init; }

    /// <summary>Gets a value indicating whether it may be written when a record is created.</summary>
    /// <value>The default is true.</value>
    public bool IsCreateable { get; init; } = true;

    /// <summary>Gets a value indicating whether it may be written when a record is updated.</summary>
    /// <value>The default is true.</value>
    public bool IsUpdateable { get; init; } = true;

    /// <summary>Gets a value indicating whether it takes a list of values.</summary>
    /// <value>The default is false.</value>
    public bool IsArray { get; init; }

    /// <summary>Gets the largest number of characters (UTF-16 units) of a text.</summary>
    /// <value>The default is null: not known.</value>
    public int? MaximumLength { get; init; }

    /// <summary>Gets the values that the field takes.</summary>
    /// <value>The default is null: any.</value>
    public IReadOnlyList<string>? AllowedValues { get; init; }

    /// <summary>Gets the object that the field refers to.</summary>
    /// <value>The default is null: it refers to none.</value>
    public string? LookupObject { get; init; }

    /// <summary>Gets when two values are the same key.</summary>
    /// <value>The default is <see cref="KeyComparison.Ordinal"/>.</value>
    public KeyComparison KeyComparison { get; init; }
}
