namespace Gainsight.Client;

/// <summary>Which records of an object to read, and which of their fields.</summary>
/// <remarks>
/// <para>
/// <b>Pages.</b> Records are read page by page, as they are asked for. Without an <see cref="OrderBy"/> they come in the order of their Gainsight IDs, and each
/// page goes on behind the last ID: a record that is there all the time is read exactly once, whatever else is created or deleted meanwhile. With one, pages
/// go on by counting records, so that one that is created, deleted or moved meanwhile makes others be read twice or not at all. Leave the order out where
/// all records matter, and sort what was read.
/// </para>
/// <para>
/// <b>What is read.</b> Dates come as ISO 8601 text, as milliseconds since 1970 or, if there is none, as empty text, depending on the tenant; items of dropdowns
/// as IDs. <see cref="GainsightRow"/> and the converters <see cref="GainsightInstantConverter"/> and <see cref="GainsightDateConverter"/> understand all
/// forms; <see cref="GainsightFieldDescription.FindItem"/> gives the label of an ID. What the tenant answers when nothing is found, even if it looks like
/// an error, is no records.
/// </para>
/// </remarks>
public sealed class GainsightQuery
{
    /// <summary>The largest number of records in a page, as documented in November 2026.</summary>
    public const int MaximumPageSize = QueryBody.MaximumRows;

    /// <summary>The largest number of conditions: as many as have a letter for a name, which is all that the vendor's samples show, but for one.</summary>
    public const int MaximumConditions = 25;

    /// <summary>Gets or sets the fields to read, by their API names or as paths through lookups (<c>Csm__gr.Email</c>).</summary>
    /// <value>The default is <c>Name</c>. Not empty. <c>Gsid</c> is read as well, unless <see cref="HasGsid"/> is false.</value>
    public IReadOnlyList<string> Select { get; set; } = ["Name"];

    /// <summary>Gets or sets what the records satisfy.</summary>
    /// <value>The default is null: all records. At most <see cref="MaximumConditions"/> conditions.</value>
    public GainsightFilter? Where { get; set; }

    /// <summary>Gets or sets what the records are sorted by, most important first.</summary>
    /// <value>The default is empty: by Gainsight ID. Records that are otherwise equal come in that order too.</value>
    public IReadOnlyList<GainsightOrder> OrderBy { get; set; } = [];

    /// <summary>Gets or sets the number of records to pass over.</summary>
    /// <value>The default is 0.</value>
    public int Skip { get; set; }

    /// <summary>Gets or sets the largest number of records to read in all.</summary>
    /// <value>The default is null: all that there are. At least 1.</value>
    public int? Limit { get; set; }

    /// <summary>Gets or sets the largest number of records in a page, each of which costs a call.</summary>
    /// <value>The default is <see cref="MaximumPageSize"/>, which is also the most.</value>
    public int PageSize { get; set; } = MaximumPageSize;

    /// <summary>Gets or sets a value indicating whether the object has the field <c>Gsid</c>.</summary>
    /// <value>The default is true. A few objects of the system have not, <c>email_logs</c> for example; their pages go on by counting records.</value>
    public bool HasGsid { get; set; } = true;

    internal bool GoesOnById => HasGsid && OrderBy.Count == 0;

    /// <summary>Checks the query and copies it, so that later changes have no effect.</summary>
    internal GainsightQuery Checked()
    {
        ArgumentNullException.ThrowIfNull(Select);
        ArgumentNullException.ThrowIfNull(OrderBy);
        if (Select.Count == 0 || Select.Any(string.IsNullOrWhiteSpace))
            throw new ArgumentException("A query selects one or more fields, none of them empty.", nameof(Select));
        ArgumentOutOfRangeException.ThrowIfNegative(Skip);
        if (Limit is { } limit)
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1, nameof(Limit));
        ArgumentOutOfRangeException.ThrowIfLessThan(PageSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PageSize, MaximumPageSize);
        if (OrderBy.Any(order => string.IsNullOrWhiteSpace(order.Field)))
            throw new ArgumentException("A field to sort by is empty.", nameof(OrderBy));
        if (OrderBy.DistinctBy(order => order.Field, StringComparer.OrdinalIgnoreCase).Count() < OrderBy.Count)
            throw new ArgumentException("Records are sorted twice by the same field.", nameof(OrderBy));
        List<GainsightFilter> conditions = [];
        Where?.AddConditions(conditions);
        if (conditions.Count > MaximumConditions)
            throw new ArgumentException($"A query has at most {MaximumConditions} conditions, not {conditions.Count}; {GainsightOperator.In} takes many values.", nameof(Where));

        var copy = (GainsightQuery)MemberwiseClone();
        (copy.Select, copy.OrderBy) = ([.. Select], [.. OrderBy]);
        return copy;
    }

    internal QueryBody ToBody(string? afterId, int offset, int limit)
    {
        IEnumerable<string> select = HasGsid ? ["Gsid", .. Select.Where(field => field != "Gsid")] : Select;
        List<GainsightFilter> filters = [];
        if (Where is not null)
            filters.Add(Where);
        if (afterId is not null)
            filters.Add(new("Gsid", GainsightOperator.Greater, afterId));
        var sortsById = OrderBy.Any(order => order.Field.Equals("Gsid", StringComparison.OrdinalIgnoreCase));
        return new([.. select.Distinct(StringComparer.Ordinal)], filters)
        {
            OrderBy = HasGsid && !sortsById ? [.. OrderBy, new("Gsid")] : OrderBy,
            Limit = limit,
            Offset = offset,
        };
    }
}
