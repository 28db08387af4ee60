namespace Gainsight.Client;

/// <summary>Which companies to read, and which of their fields.</summary>
/// <remarks>Companies come in the order of their Gainsight IDs, the only one in which reading page by page misses none.</remarks>
public sealed class GainsightCompanyQuery
{
    /// <summary>The largest number of companies in a page, as documented in November 2026.</summary>
    public const int MaximumPageSize = QueryBody.MaximumRows;

    /// <summary>Gets or sets the fields to read, by their API names or as paths through lookups (<c>Csm__gr.Email</c>).</summary>
    /// <value>The default is <c>Name</c>. <c>Gsid</c> is always read.</value>
    public IReadOnlyList<string> Select { get; set; } = ["Name"];

    /// <summary>Gets or sets the conditions that the companies satisfy, all of them.</summary>
    /// <value>The default is empty: all companies. At most 25.</value>
    public IReadOnlyList<GainsightFilter> Filters { get; set; } = [];

    /// <summary>Gets or sets the number of companies in a page.</summary>
    /// <value>The default is <see cref="MaximumPageSize"/>.</value>
    public int PageSize { get; set; } = MaximumPageSize;

    internal QueryBody ToBody(string? after)
    {
        const int MaximumFilters = 25;
        ArgumentNullException.ThrowIfNull(Select);
        ArgumentNullException.ThrowIfNull(Filters);
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageSize, MaximumPageSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Filters.Count, MaximumFilters, nameof(Filters));
        string[] select = ["Gsid", .. Select.Where(field => field != "Gsid")];
        GainsightFilter[] filters = after is null ? [.. Filters] : [.. Filters, new("Gsid", GainsightOperator.Greater, after)];
        return new(select, filters) { InOrder = true, Limit = PageSize };
    }
}
