namespace Gainsight.Client;

/// <summary>A page of records.</summary>
/// <typeparam name="TRecord">The type of the records.</typeparam>
/// <param name="Items">The records.</param>
/// <param name="NextToken">What to ask for the next page with, and the same query; null if this is the last.</param>
public sealed record GainsightPage<TRecord>(IReadOnlyList<TRecord> Items, string? NextToken);
