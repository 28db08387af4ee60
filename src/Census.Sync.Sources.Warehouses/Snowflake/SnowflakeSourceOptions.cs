namespace Census.Sync.Sources;

/// <summary>Which account a <see cref="SnowflakeSource"/> reads from, as whom, and how.</summary>
public sealed record SnowflakeSourceOptions
{
    /// <summary>Gets the identifier of the account: <c>MYORG-MYACCOUNT</c>, or a locator with its region.</summary>
    public required string Account { get; init; }

    /// <summary>Gets as whom the source reads.</summary>
    public required SnowflakeCredential Credential { get; init; }

    /// <summary>Gets the database that names without one are looked up in, in the case that <c>SHOW DATABASES</c> prints.</summary>
    /// <value>The default is null: the user's default.</value>
    public string? Database { get; init; }

    /// <summary>Gets the schema that names without one are looked up in, in the case that <c>SHOW SCHEMAS</c> prints.</summary>
    /// <value>The default is null: the user's default.</value>
    public string? Schema { get; init; }

    /// <summary>Gets the warehouse that computes, in the case that <c>SHOW WAREHOUSES</c> prints.</summary>
    /// <value>The default is null: the user's default. A user without one cannot read.</value>
    public string? Warehouse { get; init; }

    /// <summary>Gets the role that reads, in the case that <c>SHOW ROLES</c> prints. It needs <c>USAGE</c> on warehouse, database and schema, and <c>SELECT</c>.</summary>
    /// <value>The default is null: the user's default.</value>
    public string? Role { get; init; }

    /// <summary>Gets how long a statement may run, in whole seconds; Snowflake cancels it then.</summary>
    /// <value>The default is null: as the account says. At most 7 days.</value>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>Gets the tag of the statements in Snowflake's query history.</summary>
    /// <value>The default is <c>census-sync</c>.</value>
    public string QueryTag { get; init; } = "census-sync";

    /// <summary>Gets the largest part of a result that is read at once, in bytes after decompression. Memory holds two.</summary>
    /// <value>The default is 256 MiB. Snowflake chooses the size of its partitions; one that is larger ends the read with an error.</value>
    public int MaximumPageBytes { get; init; } = 256 * 1024 * 1024;

    /// <summary>Gets the address of the service.</summary>
    /// <value>The default is null: that of the account. Set it for a private link.</value>
    public Uri? Address { get; init; }

    /// <summary>Gets a value indicating whether messages of exceptions quote what Snowflake said.</summary>
    /// <value>The default is false, since Snowflake quotes values of rows in its messages. Turn it on while you write a model.</value>
    public bool IncludeServiceMessages { get; init; }

    /// <summary>The address of the service; null if the account names none.</summary>
    internal Uri? ServiceAddress => Address ?? (Uri.TryCreate($"https://{Account?.Replace('_', '-')}.snowflakecomputing.com/", UriKind.Absolute, out var address) ? address : null);

    /// <summary>Returns all that is wrong, without a value.</summary>
    internal IReadOnlyList<string> FindProblems()
    {
        var problems = new OptionProblems()
            .Required(nameof(Account), Account)
            .AtLeast(nameof(MaximumPageBytes), MaximumPageBytes, 1024)
            .Between(nameof(StatementTimeout), StatementTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromDays(7));
        if (Address is not null)
            problems.Address(nameof(Address), Address);
        else if (!string.IsNullOrWhiteSpace(Account) && (ServiceAddress is not { } address || ApiAddress.FindProblem(address) is not null))
            problems.Add(nameof(Account), "The account identifier does not make an address. Write it as MYORG-MYACCOUNT.");
        return problems.All;
    }
}
