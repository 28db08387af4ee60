using System.Buffers;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Census.Sync.Storage;

/// <summary>A connection with its prepared commands. Used by one thread at a time.</summary>
internal sealed class StateConnection : IDisposable
{
    // SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE
    private const int NoCheckpointOnClose = 1006;

    private readonly SqliteConnection _connection;
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);
    private readonly int _timeout;
    private BlobStatement? _put;
    private BlobStatement? _read;
    private BlobStatement? _range;
    private bool _isSynchronous = true;
    private bool _isSecureDelete;

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

    /// <summary>Puts a blob.</summary>
    public void PutBlob(long sync, long section, long number, ReadOnlySpan<byte> content)
    {
        _put ??= new(
            _connection.Handle!,
            "INSERT INTO blob (sync, section, number, content) VALUES (?1, ?2, ?3, ?4) "
            + "ON CONFLICT (sync, section, number) DO UPDATE SET content = excluded.content");
        _put.Execute([sync, section, number], content);
    }

    /// <summary>Reads a blob.</summary>
    /// <returns>False if there is none.</returns>
    public bool ReadBlob(long sync, long section, long number, IBufferWriter<byte> destination)
    {
        _read ??= new(_connection.Handle!, "SELECT content FROM blob WHERE sync = ?1 AND section = ?2 AND number = ?3");
        return _read.Read([sync, section, number], destination);
    }

    /// <summary>Visits the blobs of a range in the order of their numbers.</summary>
    public void VisitBlobs(long sync, long section, long from, long to, Action<long, ReadOnlySpan<byte>> visit, CancellationToken cancellationToken)
    {
        _range ??= new(
            _connection.Handle!, "SELECT number, content FROM blob WHERE sync = ?1 AND section = ?2 AND number >= ?3 AND number < ?4 ORDER BY number");
        _range.Visit([sync, section, from, to], visit, cancellationToken);
    }

    /// <summary>Copies the whole file as it is now, in one read transaction: writers are not held up, and do not show.</summary>
    public void CopyTo(StateConnection copy) => _connection.BackupDatabase(copy._connection);

    /// <summary>Says whether the next transaction waits for the disk, and with it for those before it.</summary>
    public void Synchronous(bool isSynchronous)
    {
        if (isSynchronous == _isSynchronous)
            return;

        Set(isSynchronous ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        _isSynchronous = isSynchronous;
    }

    /// <summary>Says whether what is deleted from now on is overwritten with zeros.</summary>
    public void SecureDelete(bool isSecure)
    {
        if (isSecure == _isSecureDelete)
            return;
        Set(isSecure ? "PRAGMA secure_delete = ON" : "PRAGMA secure_delete = FAST");
        _isSecureDelete = isSecure;
    }

    /// <summary>Leaves the log as it is, and where it is, when the connection is closed.</summary>
    public void LeaveLog()
    {
        var result = raw.sqlite3_db_config(_connection.Handle, NoCheckpointOnClose, 1, out _);
        SqliteException.ThrowExceptionForRC(result, _connection.Handle);
    }

    /// <summary>Closes the connection; a transaction that is open is rolled back.</summary>
    public void Dispose()
    {
        _put?.Dispose();
        _read?.Dispose();
        _range?.Dispose();
        foreach (var command in _commands.Values)
            command.Dispose();
        _connection.Dispose();
    }

    // Not as a prepared command: the setting takes effect when it is compiled.
    private void Set(string pragma)
    {
        var result = raw.sqlite3_exec(_connection.Handle, pragma);
        SqliteException.ThrowExceptionForRC(result, _connection.Handle);
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
