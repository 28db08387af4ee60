namespace Census.Sync.Emulators;

/// <summary>A custom object, as a test declares it. It has the system fields <c>Gsid</c>, <c>CreatedDate</c>, <c>CreatedBy</c>, <c>ModifiedDate</c>, <c>ModifiedBy</c> besides its own.</summary>
/// <param name="Name">The API name, ending in <c>__gc</c>.</param>
public sealed record GainsightEmulatorObject(string Name)
{
    /// <summary>Gets the label.</summary>
    /// <value>The default is the name without its suffix.</value>
    public string? Label { get; init; }

    /// <summary>Gets whether the object is of low volume; only such objects can be written.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool LowVolume { get; init; } = true;

    /// <summary>Gets whether the object's data may be edited.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool DataEditable { get; init; } = true;

    /// <summary>Gets the fields.</summary>
    public IReadOnlyList<GainsightEmulatorField> Fields { get; init; } = [];

    /// <summary>Gets the field that names a record in the audit trail.</summary>
    /// <value>The default is the first declared field.</value>
    public string? IdField { get; init; }
}
