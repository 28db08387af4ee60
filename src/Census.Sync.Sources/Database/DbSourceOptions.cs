using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>How a <see cref="DbSource"/> reads.</summary>
public sealed record DbSourceOptions
{
    /// <summary>Gets which database it is.</summary>
    /// <value>The default is <see cref="DatabaseKind.ByProvider"/>.</value>
    public DatabaseKind Database { get; init; }

    /// <summary>Gets how the name of a table, view or schema is quoted.</summary>
    /// <value>
    /// The default is null: chosen by the database, which is back quotes for MySQL and MariaDB, brackets for SQL Server and double quotes
    /// for all others. Doubling a quote inside the name is up to the function.
    /// </value>
    public Func<string, string>? QuoteIdentifier { get; init; }

    /// <summary>Gets how long the provider may wait for the server, in whole seconds.</summary>
    /// <value>The default is <see cref="Timeout.InfiniteTimeSpan"/>: the cancellation token ends a read, no clock does. At least a second.</value>
    /// <remarks>What the time covers is the provider's choice: Npgsql and SqlClient mean each answer they wait for, not the whole read.</remarks>
    public TimeSpan CommandTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Gets how long the statement may take on the server, which ends it then. The time in which the rows are read counts.</summary>
    /// <value>The default is null: as the server says. At least a second.</value>
    /// <remarks>
    /// <c>statement_timeout</c> on PostgreSQL and Redshift, <c>max_execution_time</c> on MySQL, <c>max_statement_time</c> on MariaDB,
    /// <c>STATEMENT_TIMEOUT_IN_SECONDS</c> on Snowflake. On a database that has no such limit the read is refused.
    /// </remarks>
    public TimeSpan? StatementTimeout { get; init; }

    /// <summary>Gets a value indicating whether the statement runs in a transaction that only reads.</summary>
    /// <value>The default is true. With false, a model may call functions that write, on PostgreSQL, Redshift, MySQL and MariaDB; the others do not tell the difference.</value>
    public bool ReadOnly { get; init; } = true;

    /// <summary>Gets a value indicating whether a read counts as complete whose rows may not be those of one moment.</summary>
    /// <value>The default is false: such a read ends as truncated, so that nothing is deleted because of it.</value>
    /// <remarks>
    /// It matters for SQL Server without <c>ALLOW_SNAPSHOT_ISOLATION</c> and <c>READ_COMMITTED_SNAPSHOT</c>, and for a dedicated pool of Synapse without the latter:
    /// rows that move during the read are missed or come twice. See section 7.2 of the specification of the sources.
    /// </remarks>
    public bool AllowInconsistentReads { get; init; }

    /// <summary>Gets a statement that is run on the connection before each read.</summary>
    /// <value>
    /// The default is null. <c>SET ROLE reader</c> on PostgreSQL for example. Settings may stay on a pooled connection.
    /// </value>
    public string? SessionSql { get; init; }

    /// <summary>Gets a function that sets what only the provider knows, on the command before it is run.</summary>
    /// <value>The default is null.</value>
    public Action<DbCommand>? ConfigureCommand { get; init; }

    /// <summary>Gets how often a read is tried until its first row is there. After that a failure ends the read.</summary>
    /// <value>The default is 4. From 1 to 100. Only transient failures are tried again (<see cref="DbSourceException.IsTransient"/>).</value>
    public int MaximumAttempts { get; init; } = 4;

    /// <summary>Gets how long to wait before the second attempt; the time doubles with each further one, up to 30 seconds, and varies by chance.</summary>
    /// <value>The default is 1 second.</value>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets how long after the first attempt another one may begin.</summary>
    /// <value>The default is 2 minutes. A dedicated pool of Synapse that resumes needs more, with more attempts: ten minutes, for example.</value>
    public TimeSpan MaximumRetryTime { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Gets further errors after which a read is tried again.</summary>
    /// <value>
    /// The default is none beyond those that are known of each database, and what the provider calls transient. SQLSTATEs (<c>40001</c>), the first two letters of some
    /// (<c>08</c>), or numbers of errors (<c>1205</c>).
    /// </value>
    public IReadOnlyCollection<string> TransientErrors { get; init; } = [];

    /// <summary>Gets a value indicating whether messages of exceptions quote what the provider said.</summary>
    /// <value>The default is false, since databases quote values of rows in their messages. Turn it on while you write a model.</value>
    public bool IncludeProviderMessages { get; init; }

    /// <exception cref="ArgumentException">An option has a value that cannot be; the message names all of them.</exception>
    internal void ThrowIfInvalid()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(Database))
            problems.Add($"{nameof(Database)} is none that there is.");
        if (CommandTimeout != Timeout.InfiniteTimeSpan && CommandTimeout < TimeSpan.FromSeconds(1))
            problems.Add($"{nameof(CommandTimeout)} is {CommandTimeout}; it is at least a second, or infinite.");
        if (StatementTimeout < TimeSpan.FromSeconds(1) || StatementTimeout?.TotalMilliseconds > int.MaxValue)
            problems.Add($"{nameof(StatementTimeout)} is {StatementTimeout}; it is from a second to 24 days.");
        if (MaximumAttempts is < 1 or > 100)
            problems.Add($"{nameof(MaximumAttempts)} is {MaximumAttempts}; it is from 1 to 100.");
        if (RetryDelay < TimeSpan.Zero || RetryDelay > TimeSpan.FromMinutes(10))
            problems.Add($"{nameof(RetryDelay)} is {RetryDelay}; it is from nothing to 10 minutes.");
        if (MaximumRetryTime < TimeSpan.Zero)
            problems.Add($"{nameof(MaximumRetryTime)} is {MaximumRetryTime}; it is not negative.");
        if (SessionSql is not null && string.IsNullOrWhiteSpace(SessionSql))
            problems.Add($"{nameof(SessionSql)} is empty; leave it out.");
        if (TransientErrors is null || TransientErrors.Any(string.IsNullOrWhiteSpace))
            problems.Add($"{nameof(TransientErrors)} has an empty code.");
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), "options");
    }
}
