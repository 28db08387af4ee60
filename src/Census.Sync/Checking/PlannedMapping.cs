namespace Census.Sync;

/// <summary>A mapping of a sync as it would be carried out.</summary>
/// <param name="From">The source column; null for a constant or a computed value.</param>
/// <param name="To">The destination field.</param>
/// <param name="Cast">What happens to the values on the way.</param>
public sealed record PlannedMapping(string? From, string To, FieldCast Cast)
{
    /// <summary>Gets the type that the source declares.</summary>
    /// <value><see cref="FieldType.Any"/> if it declares none, or the value is computed.</value>
    public FieldType SourceType { get; init; }

    /// <summary>Gets the type of the field: the destination's, or that of the mapping where the destination declares none.</summary>
    /// <value><see cref="FieldType.Any"/> if neither does.</value>
    public FieldType FieldType { get; init; }

    /// <summary>Gets a value indicating whether the field takes a list.</summary>
    /// <value>The default is false.</value>
    public bool IsArray { get; init; }

    /// <summary>Gets a value indicating whether the field is the sync key or a part of it.</summary>
    /// <value>The default is false.</value>
    public bool IsKey { get; init; }

    /// <summary>Gets the field of the referenced object that the value is looked up by.</summary>
    /// <value>The default is null: the value is written as it is.</value>
    public string? LookupBy { get; init; }
}
