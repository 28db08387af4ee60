namespace Gainsight.Client;

/// <summary>A field that the records of a query are sorted by.</summary>
/// <param name="Field">The API name or a path through lookups. Long texts, images and dropdowns of several items cannot be sorted by.</param>
/// <param name="Descending">Whether the largest comes first.</param>
public readonly record struct GainsightOrder(string Field, bool Descending = false);
