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

    /// <summary>Reads the answer to <see cref="ListSql"/>.</summary>
    public static async ValueTask<IReadOnlyList<Model>> ReadListAsync(SourceRead read, Func<string, string> quote, CancellationToken cancellationToken)
    {
        var models = new List<Model>();
        await foreach (var batch in read.Batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                var name = $"{quote(batch[i].Values[0].ToText())}.{quote(batch[i].Values[1].ToText())}";
                models.Add(batch[i].Values[2].ToText().Contains("VIEW", StringComparison.OrdinalIgnoreCase) ? Model.View(name) : Model.Table(name));
            }
        }

        return models;
    }
}
