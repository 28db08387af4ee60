using System.Data.Common;
using System.Globalization;

namespace Census.Sync.SourceSubjects;

/// <summary>A table of a database of its own. Cells are literals of SQL.</summary>
public abstract class DatabaseSubject : SourceSubject
{
    /// <summary>The row of <see cref="SyncSourceConformance.ManyRecords"/> that cannot be computed.</summary>
    protected const int FailingRow = 1_500;

    private const int RowsAnInsert = 500;
    private Model? _model;

    public override Model Model => _model ?? Model.Table(Table);

    /// <summary>The name of the table, which no other subject has.</summary>
    protected string Table { get; } = $"held_{Guid.NewGuid():N}";

    protected abstract DbDataSource DataSource { get; }

    /// <summary>Whether a table can have columns whose names differ in case alone; a result always can.</summary>
    protected virtual bool TellsCaseApart => false;

    /// <summary>The statement that drops the table if there is one.</summary>
    protected virtual string Dropping => $"drop table if exists {Table}";

    /// <summary>The statement that puts the table in the place of another, but for its columns.</summary>
    protected virtual string Creating => $"{Dropping}; create table {Table}";

    public override string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public override async ValueTask HoldAsync(SourceTable table)
    {
        // Columns that a table cannot have are given their names by a query.
        var isQuery = !TellsCaseApart && table.Columns.Select(column => column.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() < table.Columns.Count;
        _model = isQuery
            ? Model.Sql($"select {string.Join(", ", table.Columns.Select((column, i) => $"c{i} as {Quote(column.Name)}"))} from {Table}")
            : null;
        await using var connection = await DataSource.OpenConnectionAsync();
        await ExecuteAsync(connection, $"{Creating}({string.Join(", ", table.Columns.Select((column, i) => $"{(isQuery ? $"c{i}" : Quote(column.Name))} {column.Type}"))})");
        foreach (var rows in table.Rows.Chunk(RowsAnInsert))
            await ExecuteAsync(connection, $"insert into {Table} values {string.Join(", ", rows.Select(row => $"({string.Join(", ", row.Select(cell => cell ?? "null"))})"))}");
    }

    public override SyncSource Connect() => new DbSource(DataSource);

    public override async ValueTask DisposeAsync()
    {
        await using (var connection = await DataSource.OpenConnectionAsync())
            await ExecuteAsync(connection, Dropping);
        GC.SuppressFinalize(this);
    }

    protected void Read(string sql) => _model = Model.Sql(sql);

    protected virtual string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    protected async ValueTask<int> CountAsync(string sql)
    {
        await using var connection = await DataSource.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt32(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    protected static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }
}
