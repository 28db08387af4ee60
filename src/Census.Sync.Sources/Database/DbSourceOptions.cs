using System.Data.Common;

namespace Census.Sync.Sources;

/// <summary>How a <see cref="DbSource"/> reads.</summary>
public sealed record DbSourceOptions
{
    /// <summary>Gets how the name of a table, view or schema is quoted.</summary>
    /// <value>
    /// The default is null: chosen by the provider, which is back quotes for MySQL and MariaDB, brackets for SQL Server and double quotes
    /// for all others. Doubling a quote inside the name is up to the function.
    /// </value>
    public Func<string, string>? QuoteIdentifier { get; init; }

    /// <summary>Gets how long the provider may wait for the server, in whole seconds.</summary>
    /// <value>The default is <see cref="Timeout.InfiniteTimeSpan"/>: the cancellation token ends a read, no clock does.</value>
    /// <remarks>What the time covers is the provider's choice: Npgsql and SqlClient mean each answer they wait for, not the whole read.</remarks>
    public TimeSpan CommandTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Gets a statement that is run on the connection before each read.</summary>
    /// <value>
    /// The default is null. <c>SET TRANSACTION ISOLATION LEVEL SNAPSHOT</c> on SQL Server for example. Settings may stay on a pooled connection.
    /// </value>
    public string? SessionSql { get; init; }

    /// <summary>Gets a function that sets what only the provider knows, on the command before it is run.</summary>
    /// <value>The default is null. <c>command => ((DuckDBCommand)command).UseStreamingMode = true</c> for example.</value>
    public Action<DbCommand>? ConfigureCommand { get; init; }

    /// <summary>Gets a value indicating whether messages of exceptions quote what the provider said.</summary>
    /// <value>The default is false, since databases quote values of rows in their messages. Turn it on while you write a model.</value>
    public bool IncludeProviderMessages { get; init; }
}
