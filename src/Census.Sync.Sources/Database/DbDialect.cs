namespace Census.Sync.Sources;

/// <summary>What differs between databases, chosen by the name of the provider: none is referenced.</summary>
internal sealed record DbDialect
{
    private static readonly DbDialect s_ansi = new();
    private static readonly DbDialect s_postgres = new() { IsPostgres = true };
    private static readonly DbDialect s_sqlite = new() { BlocksThread = true, TypesPerCell = true };
    private static readonly DbDialect s_sqlServer = new() { Open = '[', Close = ']', IsSqlServer = true };
    private static readonly DbDialect s_duckDb = new() { BlocksThread = true, Marker = "$" };
    private static readonly DbDialect s_positional = new() { Marker = "?" };
    private static readonly DbDialect s_colon = new() { Marker = ":" };

    // A TIMESTAMP is sent in the time zone of the session, and the server hangs up on a reader that pauses for a minute.
    private static readonly DbDialect s_mySql = new()
    {
        Open = '`',
        Close = '`',
        IsMySql = true,
        BlocksThread = true,
        SessionStart = "SET time_zone = '+00:00', net_write_timeout = 3600",
        SessionEnd = "SET time_zone = DEFAULT, net_write_timeout = DEFAULT",
    };

    public char Open { get; private init; } = '"';

    public char Close { get; private init; } = '"';

    public bool IsPostgres { get; private init; }

    public bool IsMySql { get; private init; }

    /// <summary>A time stamp beside a statement is one of three milliseconds unless it is said to be finer.</summary>
    public bool IsSqlServer { get; private init; }

    /// <summary>What stands before the name of a value in a statement; a question mark stands alone, for values in their order.</summary>
    public string Marker { get; private init; } = "@";

    /// <summary>Each value has a type of its own, whatever the column says.</summary>
    public bool TypesPerCell { get; private init; }

    /// <summary>The asynchronous calls of the provider do their work before they return: the plain ones cost less.</summary>
    public bool BlocksThread { get; private init; }

    public string? SessionStart { get; private init; }

    public string? SessionEnd { get; private init; }

    public static DbDialect Of(string? provider) => provider switch
    {
        "Npgsql" => s_postgres,
        "Microsoft.Data.Sqlite" or "System.Data.SQLite" => s_sqlite,
        "MySql.Data.MySqlClient" => s_mySql,
        "MySqlConnector" => s_mySql with { BlocksThread = false },
        "Microsoft.Data.SqlClient" or "System.Data.SqlClient" => s_sqlServer,
        "DuckDB.NET.Data" => s_duckDb,
        "System.Data.Odbc" or "System.Data.OleDb" => s_positional,
        "Oracle.ManagedDataAccess.Client" => s_colon,
        _ => s_ansi,
    };

    /// <summary>What stands for a value in a statement.</summary>
    public string Mark(string name) => Marker == "?" ? Marker : Marker + name;

    public string Quote(string identifier) => QuotedName.Quote(identifier, Open, Close);

    /// <summary>The name of a table or view with each of its parts quoted.</summary>
    public string QuoteName(string name, Func<string, string>? quote) => string.Join('.', QuotedName.Split(name, Open, Close).Select(quote ?? Quote));
}
