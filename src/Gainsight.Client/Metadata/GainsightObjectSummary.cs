namespace Gainsight.Client;

/// <summary>An object as the list of all objects shows it.</summary>
/// <param name="Name">The API name, in lower case as a rule; those of custom objects end in <c>__gc</c>. Paths take any case.</param>
public sealed record GainsightObjectSummary(string Name)
{
    /// <summary>Gets the label.</summary>
    /// <value>The name if there is none.</value>
    public string Label { get; init; } = Name;

    /// <summary>Gets the kind: <c>STANDARD</c>, <c>CUSTOM</c> or <c>SYSTEM</c>; the set is open.</summary>
    /// <value>Null if the metadata does not tell.</value>
    public string? Type { get; init; }

    /// <summary>Gets what the Gainsight IDs of its records begin with.</summary>
    /// <value>Null if the metadata does not tell.</value>
    public string? KeyPrefix { get; init; }

    /// <summary>Gets a value indicating whether the object is of low volume: up to a million records, and writable by the API.</summary>
    /// <value>
    /// Null if the metadata does not tell. Assumed: it is read from the flag <c>transactional</c>, the vendor's former word for objects of low volume.
    /// </value>
    public bool? IsLowVolume { get; init; }

    /// <summary>Gets a value indicating whether records can be read.</summary>
    public bool IsReadable { get; init; } = true;

    /// <summary>Gets why records cannot be written with the API, in words for an admin.</summary>
    /// <value>Null if they can, as far as the metadata tells.</value>
    public string? NotWritableReason { get; init; }

    /// <summary>Gets a value indicating whether records can be written with the API, as far as the metadata tells.</summary>
    public bool IsWritable => NotWritableReason is null;
}
