using System.Text;

namespace Census.Sync.Sources;

/// <summary>What differs between databases, chosen by the name of the provider: none is referenced.</summary>
internal sealed record DbDialect
{
    private static readonly DbDialect s_ansi = new();
    private static readonly DbDialect s_postgres = new() { IsPostgres = true };
    private static readonly DbDialect s_sqlite = new() { BlocksThread = true, TypesPerCell = true };
    private static readonly DbDialect s_sqlServer = new() { Open = '[', Close = ']' };
    private static readonly DbDialect s_duckDb = new() { BlocksThread = true };

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
        _ => s_ansi,
    };

    public string Quote(string identifier) =>
        $"{Open}{identifier.Replace(Close.ToString(), new string(Close, 2), StringComparison.Ordinal)}{Close}";

    /// <summary>The parts of a name with dots between them; a part that is quoted already may hold dots itself.</summary>
    public IReadOnlyList<string> Split(string name)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            if (quoted && letter == Close && i + 1 < name.Length && name[i + 1] == Close)
            {
                part.Append(letter);
                i++;
            }
            else if (quoted && letter == Close)
            {
                quoted = false;
            }
            else if (!quoted && letter == Open && part.Length == 0)
            {
                quoted = true;
            }
            else if (!quoted && letter == '.')
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(letter);
            }
        }

        parts.Add(part.ToString());
        return quoted || parts.Exists(string.IsNullOrWhiteSpace)
            ? throw new SyncSourceException($"'{name}' is not the name of a table or view. Write it as schema.table.")
            : parts;
    }
}
