namespace Census.Sync.Sources;

/// <summary>Questions to warehouses that speak SQL with an information schema: what a statement returns, and what there is to read.</summary>
internal static class WarehouseModels
{
    /// <summary>The tables and views of the database that is set, with the schema, the name and the type of each.</summary>
    public const string ListSql = """
        SELECT table_schema, table_name, table_type FROM information_schema.tables WHERE lower(table_schema) <> 'information_schema' ORDER BY 1, 2
        """;

    /// <summary>A statement with the columns of another and none of its rows.</summary>
    public static string SchemaSql(string sql) => $"SELECT * FROM (\n{ModelSql.WithoutEnd(sql)}\n) LIMIT 0";
}
