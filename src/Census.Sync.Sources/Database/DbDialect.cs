using System.Data.Common;
using System.Globalization;

namespace Census.Sync.Sources;

/// <summary>What differs between databases. No provider is referenced: they are told by their names.</summary>
internal sealed record DbDialect
{
    private static readonly DbDialect s_ansi = new() { ListSql = DbListings.Ansi };
    private static readonly DbDialect s_positional = s_ansi with { Marker = "?" };
    private static readonly DbDialect s_colon = s_ansi with { Marker = ":" };

    private static readonly DbDialect s_postgres = new()
    {
        Kind = DatabaseKind.Postgres,
        DescribesWithoutRunning = true,
        ListSql = DbListings.Postgres,
        Begin = static readOnly => readOnly ? "BEGIN READ ONLY" : "BEGIN READ WRITE",
        Limit = static time => string.Create(CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout = {time.TotalMilliseconds:0}"),
        End = ["COMMIT"],
        Transient = DbTransience.Postgres,
    };

    // It has neither SET LOCAL for all settings nor a reset by the pool, and takes one statement a command (spec section 6.1).
    private static readonly DbDialect s_redshift = s_postgres with
    {
        Kind = DatabaseKind.Redshift,
        ListSql = DbListings.Redshift,
        Limit = static time => string.Create(CultureInfo.InvariantCulture, $"SET statement_timeout TO {time.TotalMilliseconds:0}"),
        End = ["COMMIT", "SET statement_timeout TO DEFAULT"],
    };

    private static readonly DbDialect s_sqlite = new()
    {
        Kind = DatabaseKind.Sqlite,
        BlocksThread = true,
        TypesPerCell = true,
        ListSql = DbListings.Sqlite,
        Transient = DbTransience.Sqlite,
    };

    private static readonly DbDialect s_sqlServer = new()
    {
        Kind = DatabaseKind.SqlServer,
        Open = '[',
        Close = ']',
        DescribesWithoutRunning = true,
        ListSql = DbListings.SqlServer,
        Start = ["SET TRANSACTION ISOLATION LEVEL SNAPSHOT"],
        End = ["SET TRANSACTION ISOLATION LEVEL READ COMMITTED"],
        Transient = DbTransience.SqlServer,
    };

    // It has no snapshots of a transaction, only those of a statement if the database says so (spec section 7.4).
    private static readonly DbDialect s_synapseDedicated = s_sqlServer with { Kind = DatabaseKind.SynapseDedicated, Start = [], End = [], ReadsDirty = true };

    private static readonly DbDialect s_synapseServerless = s_sqlServer with { Kind = DatabaseKind.SynapseServerless, Start = [], End = [] };

    private static readonly DbDialect s_duckDb = new() { Kind = DatabaseKind.DuckDb, BlocksThread = true, Marker = "$", ListSql = DbListings.DuckDb };

    // A TIMESTAMP is sent in the time zone of the session, and the server hangs up on a reader that pauses for a minute.
    private static readonly DbDialect s_mySql = new()
    {
        Kind = DatabaseKind.MySql,
        Open = '`',
        Close = '`',
        BlocksThread = true,
        DescribesWithoutRunning = true,
        ListSql = DbListings.MySql,
        Start = ["SET time_zone = '+00:00', net_write_timeout = 3600"],
        Begin = static readOnly => readOnly ? "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY" : "START TRANSACTION WITH CONSISTENT SNAPSHOT",
        Limit = static time => string.Create(CultureInfo.InvariantCulture, $"SET SESSION max_execution_time = {time.TotalMilliseconds:0}"),
        End = ["COMMIT", "SET time_zone = DEFAULT, net_write_timeout = DEFAULT"],
        EndLimit = "SET SESSION max_execution_time = DEFAULT",
        Transient = DbTransience.MySql,
    };

    private static readonly DbDialect s_snowflake = new()
    {
        Kind = DatabaseKind.Snowflake,
        Marker = "?",
        ListSql = DbListings.Ansi,
        Limit = static time => string.Create(CultureInfo.InvariantCulture, $"ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = {Math.Ceiling(time.TotalSeconds):0}"),
        EndLimit = "ALTER SESSION UNSET STATEMENT_TIMEOUT_IN_SECONDS",
    };

    public DatabaseKind Kind { get; private init; } = DatabaseKind.Other;

    public char Open { get; private init; } = '"';

    public char Close { get; private init; } = '"';

    public bool IsPostgres => Kind is DatabaseKind.Postgres or DatabaseKind.Redshift;

    public bool IsMySql => Kind == DatabaseKind.MySql;

    public bool IsSqlServer => Kind is DatabaseKind.SqlServer or DatabaseKind.SynapseDedicated or DatabaseKind.SynapseServerless;

    /// <summary>What stands before the name of a value in a statement; a question mark stands alone, for values in their order.</summary>
    public string Marker { get; private init; } = "@";

    /// <summary>Values stand in their order, without names.</summary>
    public bool IsPositional => Marker == "?";

    /// <summary>Each value has a type of its own, whatever the column says.</summary>
    public bool TypesPerCell { get; private init; }

    /// <summary>The asynchronous calls of the provider do their work before they return: the plain ones cost less.</summary>
    public bool BlocksThread { get; private init; }

    /// <summary>The provider can tell the columns of a statement that is not run.</summary>
    public bool DescribesWithoutRunning { get; private init; }

    /// <summary>The database reads what is not committed unless it was told otherwise.</summary>
    public bool ReadsDirty { get; private init; }

    /// <summary>Lists schema, name and type of what can be read.</summary>
    public required string ListSql { get; init; }

    /// <summary>What makes a session ready for a read.</summary>
    public IReadOnlyList<string> Start { get; private init; } = [];

    /// <summary>Begins a transaction, which may be one that only reads.</summary>
    public Func<bool, string>? Begin { get; private init; }

    /// <summary>Limits the time that a statement may take on the server.</summary>
    public Func<TimeSpan, string>? Limit { get; private init; }

    /// <summary>Makes a session again what it was, since it may go back to a pool.</summary>
    public IReadOnlyList<string> End { get; private init; } = [];

    public string? EndLimit { get; private init; }

    /// <summary>The errors that may be over in a moment: SQLSTATEs, the first two letters of one, or numbers.</summary>
    public IReadOnlySet<string> Transient { get; private init; } = DbTransience.Standard;

    public static DbDialect Of(DatabaseKind kind, DbConnection connection) => kind switch
    {
        DatabaseKind.ByProvider => ByProvider(connection),
        DatabaseKind.Postgres => s_postgres,
        DatabaseKind.Redshift => s_redshift,
        DatabaseKind.MySql => OfMySql(connection),
        DatabaseKind.SqlServer => s_sqlServer,
        DatabaseKind.SynapseDedicated => s_synapseDedicated,
        DatabaseKind.SynapseServerless => s_synapseServerless,
        DatabaseKind.Sqlite => s_sqlite,
        DatabaseKind.DuckDb => s_duckDb,
        DatabaseKind.Snowflake => s_snowflake,
        _ => s_ansi,
    };

    /// <summary>What stands for a value in a statement.</summary>
    public string Mark(string name) => IsPositional ? Marker : Marker + name;

    public string Quote(string identifier) => QuotedName.Quote(identifier, Open, Close);

    /// <summary>The name of a table or view with each of its parts quoted.</summary>
    public string QuoteName(string name, Func<string, string>? quote) => string.Join('.', QuotedName.Split(name, Open, Close).Select(quote ?? Quote));

    private static DbDialect ByProvider(DbConnection connection) => connection.GetType().Namespace switch
    {
        "Npgsql" => connection.ServerVersion.StartsWith("8.0", StringComparison.Ordinal) ? s_redshift : s_postgres,
        "Microsoft.Data.Sqlite" or "System.Data.SQLite" => s_sqlite,
        "MySql.Data.MySqlClient" or "MySqlConnector" => OfMySql(connection),
        "Microsoft.Data.SqlClient" or "System.Data.SqlClient" => OfAddress(connection.DataSource),
        "DuckDB.NET.Data" => s_duckDb,
        "Snowflake.Data.Client" => s_snowflake,
        "System.Data.Odbc" or "System.Data.OleDb" => s_positional,
        "Oracle.ManagedDataAccess.Client" => s_colon,
        _ => s_ansi,
    };

    private static DbDialect OfAddress(string address) =>
        address.Contains("-ondemand.sql.azuresynapse.net", StringComparison.OrdinalIgnoreCase) ? s_synapseServerless
        : address.Contains(".sql.azuresynapse.net", StringComparison.OrdinalIgnoreCase) ? s_synapseDedicated
        : s_sqlServer;

    private static DbDialect OfMySql(DbConnection connection)
    {
        var dialect = s_mySql with { BlocksThread = connection.GetType().Namespace != "MySqlConnector" };
        return connection.ServerVersion.Contains("MariaDB", StringComparison.OrdinalIgnoreCase)
            ? dialect with
            {
                Limit = static time => string.Create(CultureInfo.InvariantCulture, $"SET SESSION max_statement_time = {time.TotalSeconds:0.000}"),
                EndLimit = "SET SESSION max_statement_time = DEFAULT",
            }
            : dialect;
    }
}
