using Microsoft.Data.Sqlite;

namespace Census.Sync.Storage;

/// <summary>A connection with its prepared commands. Used by one thread at a time.</summary>
internal sealed class StateConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly int _timeout;

    public StateConnection(string path, TimeSpan busyTimeout)
    {
        // SQLite waits by itself, in small steps; the provider's own loop, in steps of 150 ms, must not go on much longer.
        _timeout = Math.Max(1, (int)Math.Ceiling(busyTimeout.TotalSeconds));
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            ForeignKeys = false,
            DefaultTimeout = _timeout,
        }.ConnectionString);
        _connection.Open();
        BusyTimeout(busyTimeout);
    }

    public void BusyTimeout(TimeSpan timeout) => Execute($"PRAGMA busy_timeout = {(long)timeout.TotalMilliseconds}");

    /// <summary>Runs a statement whose parameters are called $1, $2 and so on.</summary>
    /// <returns>The number of rows changed.</returns>
    public int Execute(string sql, params ReadOnlySpan<object> values) => Prepared(sql, values).ExecuteNonQuery();

    /// <summary>Returns the first value of the first row, or null if there is no row.</summary>
    public object? Scalar(string sql, params ReadOnlySpan<object> values) => Prepared(sql, values).ExecuteScalar();

    public long Number(string sql, params ReadOnlySpan<object> values) => Scalar(sql, values) as long? ?? 0;

    /// <summary>Starts a query. The command is busy until the reader is disposed.</summary>
    public SqliteDataReader Query(string sql, params ReadOnlySpan<object> values) => Prepared(sql, values).ExecuteReader();

    /// <summary>Closes the connection; a transaction that is open is rolled back.</summary>
    public void Dispose()
    {
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    private SqliteCommand Prepared(string sql, ReadOnlySpan<object> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = _connection.CreateCommand();
            command.CommandText = sql;
            command.CommandTimeout = _timeout;
            for (var i = 0; i < values.Length; i++)
                command.Parameters.Add(new SqliteParameter($"${i + 1}", null));
            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
        return command;
    }
}
