namespace Census.Sync.Emulators;

/// <summary>One item of a dropdown. Its GSID is derived from the object, the field and the label.</summary>
/// <param name="Label">What users see, and what may be written.</param>
public sealed record GainsightEmulatorOption(string Label)
{
    /// <summary>Gets whether the item may be written; inactive ones are still described.</summary>
    /// <value>The default is <see langword="true"/>.</value>
    public bool Active { get; init; } = true;

    /// <summary>Makes an active item of its label.</summary>
    /// <param name="label">The label.</param>
    public static implicit operator GainsightEmulatorOption(string label) => new(label);

    /// <summary>Makes an active item of its label.</summary>
    /// <param name="label">The label.</param>
    /// <returns>The item.</returns>
    public static GainsightEmulatorOption FromString(string label) => new(label);
}
