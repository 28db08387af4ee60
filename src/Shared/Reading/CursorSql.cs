namespace Census.Sync.Sources;

/// <summary>Limits a statement to the rows from where the last read ended.</summary>
internal static class CursorSql
{
    /// <summary>The name of the value. It goes beside the statement.</summary>
    public const string ValueName = "census_cursor";

    /// <summary>Puts the limit around the statement of a model.</summary>
    /// <param name="options">What is read.</param>
    /// <param name="sql">The statement of its model.</param>
    /// <param name="quote">Quotes the name of a column.</param>
    /// <param name="mark">Says what stands for a value in a statement.</param>
    /// <returns>The statement to run, and a model with the values that it names; both unchanged if there is no limit.</returns>
    public static (string Sql, Model Model) Limit(SourceReadOptions options, string sql, Func<string, string> quote, Func<FieldValue, string> mark)
    {
        var model = options.Model!;
        if (options.Cursor is not { From.IsAbsent: false } cursor)
            return (sql, model);
        var condition = $"WHERE {quote(cursor.Column)} >= {mark(cursor.From)}";

        // The line breaks keep a comment at the end of a model from swallowing what follows.
        var limited = model.Kind is ModelKind.Table or ModelKind.View
            ? $"{sql} {condition}"
            : $"SELECT * FROM (\n{ModelSql.WithoutEnd(sql)}\n) census_model {condition}";
        var bound = Model.Sql(limited);
        foreach (var parameter in model.Parameters)
            bound = bound.With(parameter.Name, parameter.Value);
        return (limited, bound.With(ValueName, cursor.From));
    }
}
