namespace Census.Sync.Sources;

/// <summary>Questions for what can be read: schema, or null for none, name, and type.</summary>
internal static class DbListings
{
    public const string Ansi = """
        SELECT table_schema, table_name, table_type FROM information_schema.tables
        WHERE lower(table_schema) <> 'information_schema' ORDER BY 1, 2
        """;

    // The catalog knows materialized views, and what the user may read; a partition is a part of its table.
    public const string Postgres = """
        SELECT n.nspname, c.relname, CASE WHEN c.relkind IN ('v', 'm') THEN 'VIEW' ELSE 'TABLE' END
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
            AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname NOT LIKE 'pg\_toast%' AND n.nspname NOT LIKE 'pg\_temp%'
            AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT')
        ORDER BY 1, 2
        """;

    // With the external tables of Spectrum.
    public const string Redshift = """
        SELECT table_schema, table_name, table_type FROM svv_tables
        WHERE table_schema NOT IN ('pg_catalog', 'information_schema', 'pg_internal', 'pg_automv') ORDER BY 1, 2
        """;

    // Old providers do not know the three-byte character set of the catalog by the name that newer servers give it.
    public const string MySql = """
        SELECT CONVERT(table_schema USING utf8mb4) AS s, CONVERT(table_name USING utf8mb4) AS n, CONVERT(table_type USING utf8mb4) AS t FROM information_schema.tables
        WHERE table_type IN ('BASE TABLE', 'VIEW') AND table_schema NOT IN ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY 1, 2
        """;

    public const string SqlServer = """
        SELECT s.name AS table_schema, o.name AS table_name, CASE o.type WHEN 'V' THEN 'VIEW' ELSE 'TABLE' END AS table_type
        FROM sys.objects o JOIN sys.schemas s ON s.schema_id = o.schema_id
        WHERE o.type IN ('U', 'V') AND o.is_ms_shipped = 0 ORDER BY 1, 2
        """;

    public const string Sqlite = """
        SELECT NULL AS table_schema, name, type FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\_%' ESCAPE '\' ORDER BY 2
        """;

    public const string DuckDb = """
        SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE table_catalog = current_database() ORDER BY 1, 2
        """;
}
