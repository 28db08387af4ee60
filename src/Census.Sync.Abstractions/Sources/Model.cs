namespace Census.Sync;

/// <summary>What of a source is read: a query, a table or a view. Census calls it the source object.</summary>
public sealed class Model
{
    private Model(ModelKind kind, string text, IReadOnlyList<ModelParameter>? parameters = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        Kind = kind;
        Text = text;
        Parameters = parameters ?? [];
    }

    /// <summary>Gets the kind of the model.</summary>
    public ModelKind Kind { get; }

    /// <summary>Gets the SQL text, the path of the file that holds it, or the name of the table or view.</summary>
    public string Text { get; }

    /// <summary>Gets the values that the statement names, in the order they were added.</summary>
    /// <value>The default is none.</value>
    public IReadOnlyList<ModelParameter> Parameters { get; }

    /// <summary>Reads the result of a query.</summary>
    /// <param name="text">One SQL statement.</param>
    /// <exception cref="ArgumentException"><paramref name="text"/> is empty.</exception>
    public static Model Sql(string text) => new(ModelKind.Sql, text);

    /// <summary>Reads the result of a query that is kept in a file. The file is read anew on each run.</summary>
    /// <param name="path">The path of the file, in UTF-8.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty.</exception>
    public static Model SqlFile(string path) => new(ModelKind.SqlFile, path);

    /// <summary>Reads all columns of a table.</summary>
    /// <param name="name">The name, with its schema where there is one: <c>MART.COMPANIES</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static Model Table(string name) => new(ModelKind.Table, name);

    /// <summary>Reads all columns of a view.</summary>
    /// <param name="name">The name, with its schema where there is one.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static Model View(string name) => new(ModelKind.View, name);

    /// <summary>Returns this model with one more value that its statement names. Values are sent beside the statement and are never part of its text.</summary>
    /// <param name="name">The name, without the character that marks it in the statement.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">The model is a table or view, which names no values.</exception>
    /// <exception cref="ArgumentException">The name is empty, or there is a value of this name.</exception>
    /// <remarks>
    /// How a statement marks a value is the database's own: <c>@name</c>, <c>:name</c>, or <c>?</c> for the values in their order (Snowflake, ODBC).
    /// </remarks>
    public Model With(string name, FieldValue value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (Kind is ModelKind.Table or ModelKind.View)
            throw new InvalidOperationException("A table or view names no values. Write the query.");
        foreach (var parameter in Parameters)
        {
            if (parameter.Name == name)
                throw new ArgumentException($"The model has a value '{name}'.", nameof(name));
        }

        return new(Kind, Text, [.. Parameters, new(name, value)]);
    }

    /// <summary>Returns the kind and, for a table, view or file, its name.</summary>
    public override string ToString() => Kind == ModelKind.Sql ? "SQL query" : $"{Kind} {Text}";
}
