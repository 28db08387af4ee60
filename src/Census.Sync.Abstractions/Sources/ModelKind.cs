namespace Census.Sync;

/// <summary>The kinds of a <see cref="Model"/>.</summary>
public enum ModelKind
{
    /// <summary>A SQL statement.</summary>
    Sql,

    /// <summary>A SQL statement kept in a file.</summary>
    SqlFile,

    /// <summary>A table.</summary>
    Table,

    /// <summary>A view.</summary>
    View,
}
