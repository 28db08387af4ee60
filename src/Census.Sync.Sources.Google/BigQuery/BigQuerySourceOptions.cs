using Google.Apis.Auth.OAuth2;

namespace Census.Sync.Sources;

/// <summary>Which project a <see cref="BigQuerySource"/> reads in, as whom, and how.</summary>
public sealed record BigQuerySourceOptions
{
    /// <summary>Gets the id of the project that is billed. The reader needs <c>bigquery.jobs.create</c> in it.</summary>
    public required string ProjectId { get; init; }

    /// <summary>Gets as whom the source reads. It needs <c>bigquery.tables.getData</c> on the data.</summary>
    /// <value>The default is null: the application default credentials of Google. It is given the scope of BigQuery if it has none.</value>
    public GoogleCredential? Credential { get; init; }

    /// <summary>Gets the dataset that names without one are looked up in, and whose tables are listed.</summary>
    /// <value>The default is null. <c>dataset</c> or <c>project.dataset</c>.</value>
    public string? DefaultDataset { get; init; }

    /// <summary>Gets where the data is: <c>EU</c>, <c>europe-west3</c>.</summary>
    /// <value>The default is null: BigQuery finds out.</value>
    public string? Location { get; init; }

    /// <summary>Gets how many bytes a query may be billed for; one that would read more fails without cost.</summary>
    /// <value>The default is null: as the project says.</value>
    public long? MaximumBytesBilled { get; init; }

    /// <summary>Gets how long a query may run; BigQuery stops it then.</summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan JobTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets how many rows are asked for at once.</summary>
    /// <value>The default is 10,000. BigQuery gives fewer where rows are large.</value>
    public int PageSize { get; init; } = 10_000;

    /// <summary>Gets the largest answer that is read, in bytes after decompression. Memory holds two.</summary>
    /// <value>The default is 128 MiB; BigQuery's own limit is 20 MB, or 100 MB for a single row.</value>
    public int MaximumPageBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Gets the address of the service.</summary>
    /// <value>The default is <c>https://bigquery.googleapis.com/</c>. Set it for a private endpoint.</value>
    public Uri Address { get; init; } = new("https://bigquery.googleapis.com/");

    /// <summary>Gets a value indicating whether messages of exceptions quote what BigQuery said.</summary>
    /// <value>The default is false, since databases quote values of rows in their messages. Turn it on while you write a model.</value>
    public bool IncludeServiceMessages { get; init; }

    /// <summary>Returns all that is wrong, without a value.</summary>
    internal IReadOnlyList<string> FindProblems() => new OptionProblems()
        .Required(nameof(ProjectId), ProjectId)
        .Address(nameof(Address), Address)
        .AtLeast(nameof(PageSize), PageSize, 1)
        .AtLeast(nameof(MaximumPageBytes), MaximumPageBytes, 1024)
        .Between(nameof(JobTimeout), JobTimeout, TimeSpan.FromSeconds(1), TimeSpan.MaxValue)
        .AtLeast(nameof(MaximumBytesBilled), MaximumBytesBilled ?? 1, 1)
        .All;
}
