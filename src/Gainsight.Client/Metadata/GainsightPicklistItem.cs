namespace Gainsight.Client;

/// <summary>An item of a dropdown. Queries answer with its id; writes and filters take its label.</summary>
/// <param name="Id">The Gainsight ID; empty if the metadata does not tell.</param>
/// <param name="Label">The label.</param>
public sealed record GainsightPicklistItem(string Id, string Label)
{
    /// <summary>Gets a value indicating whether the item may be written; inactive ones are refused.</summary>
    /// <value>The default is true.</value>
    public bool IsActive { get; init; } = true;

    /// <summary>Gets a value indicating whether records get this item when none is written.</summary>
    public bool IsDefault { get; init; }
}
