using System.Data.Common;
using Census.Sync.TestUtilities;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Sources.Tests;

/// <summary>A SQLite database in a file of its own.</summary>
internal sealed class SqliteFile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SqliteFile(params string[] statements)
    {
        ConnectionString = $"Data Source={_folder.File("data.db")};Pooling=False";
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        foreach (var sql in statements)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }

    public string ConnectionString { get; }

    public DbDataSource DataSource => SqliteFactory.Instance.CreateDataSource(ConnectionString);

    public DbSource Source(DbSourceOptions? options = null) => new(DataSource, options);

    public void Dispose() => _folder.Dispose();
}
