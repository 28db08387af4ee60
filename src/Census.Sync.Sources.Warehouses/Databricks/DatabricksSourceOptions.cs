namespace Census.Sync.Sources;

/// <summary>Which workspace a <see cref="DatabricksSource"/> reads from, as whom, and how.</summary>
public sealed record DatabricksSourceOptions
{
    /// <summary>Gets the address of the workspace: <c>https://dbc-a1b2345c-d6e7.cloud.databricks.com/</c>.</summary>
    public required Uri Workspace { get; init; }

    /// <summary>Gets the id of the SQL warehouse that computes. The reader needs <c>CAN USE</c> on it.</summary>
    public required string WarehouseId { get; init; }

    /// <summary>Gets as whom the source reads. It needs <c>USE CATALOG</c>, <c>USE SCHEMA</c> and <c>SELECT</c>.</summary>
    public required DatabricksCredential Credential { get; init; }

    /// <summary>Gets the catalog that names without one are looked up in.</summary>
    /// <value>The default is null: the workspace's default.</value>
    public string? Catalog { get; init; }

    /// <summary>Gets the schema that names without one are looked up in.</summary>
    /// <value>The default is null: the workspace's default.</value>
    public string? Schema { get; init; }

    /// <summary>Gets how long a statement may run. It is cancelled then, and the read fails.</summary>
    /// <value>The default is 1 hour.</value>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Gets a value indicating whether results come with the answers instead of from the storage of the workspace.</summary>
    /// <value>
    /// The default is false: results of any size are fetched from the storage by links that end after minutes. Turn it on where the network keeps this process from the
    /// storage; Databricks then fails statements whose result has more than 25 MiB.
    /// </value>
    public bool UseInlineResults { get; init; }

    /// <summary>Gets the largest part of a result that is read at once, in bytes. Memory holds two.</summary>
    /// <value>The default is 256 MiB. Databricks chooses the size of its chunks; one that is larger ends the read with an error.</value>
    public int MaximumPageBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Gets a value indicating whether messages of exceptions quote what Databricks said.</summary>
    /// <value>The default is false, since databases quote values of rows in their messages. Turn it on while you write a model.</value>
    public bool IncludeServiceMessages { get; init; }

    /// <summary>Returns all that is wrong, without a value.</summary>
    internal IReadOnlyList<string> FindProblems() => new OptionProblems()
        .Address(nameof(Workspace), Workspace)
        .Required(nameof(WarehouseId), WarehouseId)
        .AtLeast(nameof(MaximumPageBytes), MaximumPageBytes, 1024)
        .Between(nameof(StatementTimeout), StatementTimeout, TimeSpan.FromSeconds(1), TimeSpan.MaxValue)
        .All;
}
