namespace Census.Sync.Emulators;

/// <summary>A field of an object, as a test declares it.</summary>
/// <param name="Name">The API name, such as <c>Plan__gc</c>.</param>
/// <param name="Type">
/// STRING, RICHTEXTAREA, NUMBER, CURRENCY, PERCENTAGE, BOOLEAN, DATE, DATETIME, EMAIL, URL, PICKLIST, MULTISELECTDROPDOWNLIST, LOOKUP, GSID, SFDCID, or one of the
/// types that cannot be written: JSON, JSONSTRING, JSONNUMBER, JSONBOOLEAN, IMAGE, WHOID, WHATID, CONTEXT.
/// </param>
public sealed record GainsightEmulatorField(string Name, string Type)
{
    /// <summary>Gets the label.</summary>
    /// <value>The default is the name without its suffix.</value>
    public string? Label { get; init; }

    /// <summary>Gets the most characters a text may have.</summary>
    /// <value>The default depends on the type: 255 for STRING.</value>
    public int? Length { get; init; }

    /// <summary>Gets the decimal places described.</summary>
    public int DecimalPlaces { get; init; }

    /// <summary>Gets whether null may be written.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Nillable { get; init; } = true;

    /// <summary>Gets whether an insert must carry a value.</summary>
    public bool Required { get; init; }

    /// <summary>Gets whether an insert may carry the field.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Createable { get; init; } = true;

    /// <summary>Gets whether an update may carry the field.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Updateable { get; init; } = true;

    /// <summary>Gets whether the field is read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Gets whether the field is a formula, which cannot be written either.</summary>
    public bool Formula { get; init; }

    /// <summary>Gets whether the field is described as hidden.</summary>
    public bool Hidden { get; init; }

    /// <summary>Gets the items of a PICKLIST or MULTISELECTDROPDOWNLIST.</summary>
    public IReadOnlyList<GainsightEmulatorOption> Options { get; init; } = [];

    /// <summary>Gets the object a LOOKUP points to.</summary>
    public string? LookupObject { get; init; }

    /// <summary>Gets the field of the object a LOOKUP points to.</summary>
    /// <value>The default is <c>Gsid</c>.</value>
    public string LookupField { get; init; } = "Gsid";

    /// <summary>Gets the GSID that a <c>lookups</c> block with <c>DEFAULTVALUE</c> stores when nothing matches.</summary>
    public string? DefaultValue { get; init; }

    /// <inheritdoc/>
    public bool Equals(GainsightEmulatorField? other) =>
        other is not null && (Name, Type, Label, Length, DecimalPlaces, Nillable, Required, Createable) == (other.Name, other.Type, other.Label, other.Length, other.DecimalPlaces, other.Nillable, other.Required, other.Createable)
        && (Updateable, ReadOnly, Formula, Hidden, LookupObject, LookupField, DefaultValue) == (other.Updateable, other.ReadOnly, other.Formula, other.Hidden, other.LookupObject, other.LookupField, other.DefaultValue)
        && Options.SequenceEqual(other.Options);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Type);
}
