namespace Gainsight.Client;

/// <summary>An object with its fields.</summary>
/// <param name="Name">The API name.</param>
/// <param name="Fields">The fields, as the metadata lists them.</param>
public sealed record GainsightObjectDescription(string Name, IReadOnlyList<GainsightFieldDescription> Fields)
{
    /// <summary>Gets the label.</summary>
    /// <value>The name if there is none.</value>
    public string Label { get; init; } = Name;

    /// <summary>Gets the label of many.</summary>
    /// <value>Null if the metadata does not tell.</value>
    public string? PluralLabel { get; init; }

    /// <summary>Gets the kind: <c>STANDARD</c>, <c>CUSTOM</c> or <c>SYSTEM</c>; the set is open.</summary>
    /// <value>Null if the metadata does not tell.</value>
    public string? Type { get; init; }

    /// <summary>Gets what the Gainsight IDs of its records begin with.</summary>
    /// <value>Null if the metadata does not tell.</value>
    public string? KeyPrefix { get; init; }

    /// <summary>Finds a field by its API name.</summary>
    /// <param name="name">The name; its case does not matter.</param>
    /// <returns>Null if there is none.</returns>
    public GainsightFieldDescription? FindField(string name) =>
        Fields.FirstOrDefault(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
