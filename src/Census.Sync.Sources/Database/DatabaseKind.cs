namespace Census.Sync.Sources;

/// <summary>The databases whose ways a <see cref="DbSource"/> knows.</summary>
public enum DatabaseKind
{
    /// <summary>Told by the provider, and where one provider serves several, by the server's version or address.</summary>
    ByProvider,

    /// <summary>Any other: SQL as the standard has it, names in double quotes.</summary>
    Other,

    /// <summary>PostgreSQL, and what speaks as it does.</summary>
    Postgres,

    /// <summary>Amazon Redshift, which Npgsql reads too. Told by its version, 8.0.</summary>
    Redshift,

    /// <summary>MySQL and MariaDB.</summary>
    MySql,

    /// <summary>SQL Server and Azure SQL.</summary>
    SqlServer,

    /// <summary>A dedicated SQL pool of Azure Synapse. Told by its address, <c>NAME.sql.azuresynapse.net</c>.</summary>
    SynapseDedicated,

    /// <summary>The serverless SQL pool of Azure Synapse. Told by its address, <c>NAME-ondemand.sql.azuresynapse.net</c>.</summary>
    SynapseServerless,

    /// <summary>SQLite.</summary>
    Sqlite,

    /// <summary>DuckDB.</summary>
    DuckDb,

    /// <summary>Snowflake through Snowflake.Data. Its REST API needs no driver: the package Census.Sync.Sources.Warehouses.</summary>
    Snowflake,
}
