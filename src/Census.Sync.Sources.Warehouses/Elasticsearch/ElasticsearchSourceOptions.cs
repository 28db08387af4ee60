using System.Text.Json;

namespace Census.Sync.Sources;

/// <summary>Which cluster an <see cref="ElasticsearchSource"/> reads from, as whom, and how.</summary>
public sealed record ElasticsearchSourceOptions
{
    /// <summary>Gets the address of the cluster.</summary>
    /// <value>The default is null: that of <see cref="CloudId"/>. One of the two is needed.</value>
    public Uri? Address { get; init; }

    /// <summary>Gets the id of a deployment in Elastic Cloud, which names its address.</summary>
    /// <value>The default is null.</value>
    public string? CloudId { get; init; }

    /// <summary>Gets as whom the source reads. It needs the privileges <c>read</c> and <c>view_index_metadata</c> on the indices.</summary>
    /// <value>The default is null: the cluster asks for nothing.</value>
    public ElasticsearchCredential? Credential { get; init; }

    /// <summary>Gets the fields to read of an index, by their full names: <c>address.city</c>.</summary>
    /// <value>The default is null: every field of the mapping. <c>_id</c> is always read.</value>
    public IReadOnlyList<string>? Fields { get; init; }

    /// <summary>Gets which documents of an index are read, as a query of the search API in JSON.</summary>
    /// <value>The default is null: all.</value>
    public string? Query { get; init; }

    /// <summary>Gets how many documents are asked for at once.</summary>
    /// <value>The default is 5,000; at most 10,000, unless the index allows more. Halved when the cluster says that it is too much.</value>
    public int PageSize { get; init; } = 5_000;

    /// <summary>Gets how long the cluster keeps the snapshot that is read from, counted anew from each page.</summary>
    /// <value>The default is 5 minutes. A sync that stands still for longer between two pages fails.</value>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets a field that no two documents share, to sort by on clusters that cannot sort by the place of a document.</summary>
    /// <value>
    /// The default is null. Matters to Elasticsearch 7.10 and 7.11 and to OpenSearch 2.4 to 3.2 only: with it a page that was lost is asked for again; without it they are read by scrolling, where
    /// a lost page ends the read with an error.
    /// </value>
    public string? UniqueField { get; init; }

    /// <summary>Gets the largest answer that is read, in bytes after decompression. Memory holds two.</summary>
    /// <value>The default is 128 MiB.</value>
    public int MaximumPageBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Gets a value indicating whether messages of exceptions quote what the cluster said.</summary>
    /// <value>The default is false, since clusters quote values of documents in their messages. Turn it on while you write a model.</value>
    public bool IncludeServiceMessages { get; init; }

    /// <summary>The address of the cluster; null if the cloud id names none.</summary>
    internal Uri? ClusterAddress => Address ?? (CloudId is null ? null : ElasticsearchCluster.AddressOf(CloudId));

    /// <summary>Returns all that is wrong, without a value.</summary>
    internal IReadOnlyList<string> FindProblems()
    {
        var problems = new OptionProblems()
            .AtLeast(nameof(PageSize), PageSize, 1)
            .Between(nameof(KeepAlive), KeepAlive, TimeSpan.FromSeconds(1), TimeSpan.MaxValue)
            .AtLeast(nameof(MaximumPageBytes), MaximumPageBytes, 1024);
        if (Address is null == CloudId is null)
            problems.Add(nameof(Address), "Give the address of the cluster or its cloud id, and not both.");
        else if (ClusterAddress is null)
            problems.Add(nameof(CloudId), "The cloud id names no address. Copy it whole: name:letters.");
        else
            problems.Address(CloudId is null ? nameof(Address) : nameof(CloudId), ClusterAddress);
        if (Query is not null && !IsObject(Query))
            problems.Add(nameof(Query), "The query is no JSON object.");
        return problems.All;
    }

    private static bool IsObject(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
