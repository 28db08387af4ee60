namespace Census.Sync;

/// <summary>A mapping of a sync as it would be carried out.</summary>
/// <param name="Mapping">The mapping.</param>
/// <param name="To">The destination field, as the destination spells it.</param>
/// <param name="Cast">What happens to the values on the way.</param>
public sealed record PlannedMapping(FieldMapping Mapping, string To, FieldCast Cast)
{
    /// <summary>Gets the source column.</summary>
    /// <value>Null unless the value is that of a column, or of a path in it.</value>
    public string? From => Mapping.From;

    /// <summary>Gets the type that the source declares, or that the value always has.</summary>
    /// <value><see cref="FieldType.Any"/> if each value decides.</value>
    public FieldType SourceType { get; init; }

    /// <summary>Gets a value indicating whether the source declares a list.</summary>
    /// <value>The default is false.</value>
    public bool IsSourceArray { get; init; }

    /// <summary>Gets the type of the field: the destination's, or that of the mapping where the destination declares none.</summary>
    /// <value><see cref="FieldType.Any"/> if neither does.</value>
    public FieldType FieldType { get; init; }

    /// <summary>Gets a value indicating whether the field takes a list.</summary>
    /// <value>The default is false.</value>
    public bool IsArray { get; init; }

    /// <summary>Gets a value indicating whether the field is the sync key or a part of it.</summary>
    public bool IsKey => Mapping.IsKey;

    /// <summary>Gets the field of the referenced object that the value is looked up by.</summary>
    /// <value>Null if the value is written as it is.</value>
    public string? LookupBy => Mapping.LookupBy;
}
