using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;

namespace Census.Sync.Storage;

/// <summary>A SQLite file: one connection that writes, and as many that read as are reading.</summary>
/// <remarks>SQLite has no asynchronous calls, so the work is done on threads of the pool.</remarks>
internal sealed class StateFile(string path, SqliteStateOptions options) : IAsyncDisposable
{
    // Measured with blobs of 16 to 130 KB: larger pages than SQLite's 4 KB write them in two thirds of the time and read them no slower;
    // from 64 KB on, small writes take longer.
    private const int PageSize = 16 * 1024;
    private const int IdleReaders = 4;

    // How long the log gets before it goes into the file: 64 MB. Each time waits for the disk, twice.
    private const int LogPages = 4_000;

    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentBag<StateConnection> _readers = [];
    private StateConnection? _writer;
    private volatile bool _recognized;
    private volatile bool _disposed;

    public bool IsDisposed => _disposed;

    /// <summary>Changes the file in one transaction, and waits for those of others.</summary>
    /// <param name="change">What to do.</param>
    /// <param name="cancellationToken">Ends the waiting for a turn.</param>
    /// <param name="isSynchronous">Whether to wait until the transaction, and those before it, are on the disk.</param>
    public Task<T> WriteAsync<T>(Func<StateConnection, T> change, CancellationToken cancellationToken, bool isSynchronous = true) =>
        InTurnAsync(() => Write(change, isSynchronous), cancellationToken);

    /// <summary>Reads what was committed before.</summary>
    public async ValueTask<T> ReadAsync<T>(Func<StateConnection, T> query, CancellationToken cancellationToken)
    {
        var reader = await RentReaderAsync(cancellationToken).ConfigureAwait(false);
        var done = false;
        try
        {
            var result = await RunAsync(() => query(reader)).ConfigureAwait(false);
            done = true;
            return result;
        }
        finally
        {
            Return(reader, done);
        }
    }

    /// <summary>Gives out a connection for one query.</summary>
    public async ValueTask<StateConnection> RentReaderAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (_readers.TryTake(out var idle))
            return idle;

        // The writer comes first: it recognizes the file and creates what is missing.
        if (!_recognized)
            await InTurnAsync(() => _writer ??= OpenWriter(), cancellationToken).ConfigureAwait(false);
        return await RunAsync(OpenReader).ConfigureAwait(false);
    }

    /// <summary>Begins a read transaction that its owner ends by disposing. The file is not changed.</summary>
    /// <returns>Null if the file has nothing to read yet.</returns>
    public async ValueTask<StateConnection?> OpenSnapshotAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
        return await RunAsync(OpenSnapshot).ConfigureAwait(false);
    }

    /// <summary>Takes a connection back, or closes it after an error.</summary>
    public void Return(StateConnection reader, bool usable)
    {
        if (usable && !_disposed && _readers.Count < IdleReaders)
            _readers.Add(reader);
        else
            reader.Dispose();
    }

    /// <summary>Runs a part of a query on a thread of the pool.</summary>
    public Task<T> RunAsync<T>(Func<T> work) => Task.Run(() =>
    {
        try
        {
            return work();
        }
        catch (SqliteException error)
        {
            throw StateErrors.Explain(error, path);
        }
    });

    /// <summary>Brings the log back to nothing, as far as no reader needs it.</summary>
    public async ValueTask CheckpointAsync()
    {
        await _writing.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_writer is { } writer)
                await Task.Run(() => Checkpoint(writer)).ConfigureAwait(false);
        }
        catch (SqliteException)
        {
            // The log is only longer than it could be; what is wrong shows at the next write.
            DropWriter();
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Copies what was committed into another file while others go on; an earlier copy is replaced when the new one is whole.</summary>
    public async Task BackupAsync(string target, CancellationToken cancellationToken)
    {
        var part = target + ".part";
        var reader = await RentReaderAsync(cancellationToken).ConfigureAwait(false);
        var done = false;
        try
        {
            await Task.Run(() => Copy(reader, part), cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            File.Move(part, target, overwrite: true);
            done = true;
        }
        catch (Exception error) when (error is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new SyncStateException(
                $"'{path}' could not be copied to '{target}': {error.Message} There is no new copy; an earlier one was left as it is.", error);
        }
        finally
        {
            Return(reader, done);
            if (!done)
                DeleteFiles(part);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;

        await _writing.WaitAsync().ConfigureAwait(false);
        _disposed = true;
        DropWriter();
        while (_readers.TryTake(out var reader))
            reader.Dispose();
        _writing.Release();
    }

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return await RunAsync(work).ConfigureAwait(false);
        }
        finally
        {
            _writing.Release();
        }
    }

    private T Write<T>(Func<StateConnection, T> change, bool isSynchronous)
    {
        try
        {
            _writer ??= OpenWriter();
            _writer.Synchronous(isSynchronous);
            _writer.Execute("BEGIN IMMEDIATE");
            var result = change(_writer);
            _writer.Execute("COMMIT");
            return result;
        }
        catch
        {
            // Closing rolls back, whatever state the connection is in.
            DropWriter();
            throw;
        }
    }

    private StateConnection OpenWriter()
    {
        CreateFile(path);
        var connection = new StateConnection(path, options.BusyTimeout);
        try
        {
            // Nothing is written before the file is known to be ours or empty.
            var version = StateSchema.VersionOf(connection, path);
            RequireWholePages(connection);
            if (version == 0)
                connection.Execute($"PRAGMA page_size = {PageSize}");
            if (connection.Scalar("PRAGMA journal_mode = WAL") is not "wal")
                throw new SyncStateException($"The file system of '{path}' does not allow a write-ahead log. Choose a path on a local disk.");
            connection.Execute("PRAGMA synchronous = FULL");
            connection.Execute($"PRAGMA wal_autocheckpoint = {LogPages}");

            // What is deleted may be of records: it must be gone from the file, not only from its tables.
            connection.SecureDelete(true);
            if (options.MaximumPages is { } pages)
                connection.Execute($"PRAGMA max_page_count = {pages}");
            if (version < StateSchema.CurrentVersion)
                StateSchema.Migrate(connection, path);
            _recognized = true;
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // SQLite fills up with zeros what a copy that was cut lacks of its last page.
    private void RequireWholePages(StateConnection connection)
    {
        var pageSize = connection.Number("PRAGMA page_size");
        var size = connection.Number("PRAGMA page_count") * pageSize;

        // Asked for in this order: while there is a log, pages may still be on their way from it to the file.
        var log = new FileInfo(path + "-wal");
        if (log is { Exists: true, Length: > 0 })
            return;
        var length = new FileInfo(path).Length;
        if (length < size || length % pageSize != 0)
            throw new SyncStateException(StateErrors.Damaged(path));
    }

    private void Copy(StateConnection reader, string part)
    {
        DeleteFiles(part);
        CreateFile(part);
        using var copy = new StateConnection(part, options.BusyTimeout);
        reader.CopyTo(copy);

        // A copy of what is broken would be found out when it is needed.
        if (copy.Scalar("PRAGMA quick_check(1)") is not "ok")
            throw new SyncStateException(StateErrors.Damaged(path));

        // Whoever runs a sync now does not run it on the copy.
        copy.Execute("UPDATE sync SET owner = NULL, expires = 0");
    }

    private static void DeleteFiles(string path)
    {
        foreach (var suffix in (string[])["", "-wal", "-shm", "-journal"])
        {
            // Without the folder, to delete a file that is not there is an error.
            if (File.Exists(path + suffix))
                File.Delete(path + suffix);
        }
    }

    private StateConnection OpenReader()
    {
        var connection = new StateConnection(path, options.BusyTimeout);
        connection.Execute("PRAGMA query_only = ON");
        return connection;
    }

    private StateConnection? OpenSnapshot()
    {
        if (!ExistsAt(path))
            return null;
        var connection = OpenReader();
        try
        {
            // Whoever closes a file last writes the log that a killed process left into it.
            if (new FileInfo(path + "-wal") is { Exists: true, Length: > 0 })
                connection.LeaveLog();
            var version = StateSchema.VersionOf(connection, path);
            RequireWholePages(connection);
            if (version == 0)
            {
                connection.Dispose();
                return null;
            }

            // SQLite begins a transaction with its first read.
            connection.Execute("BEGIN");
            _ = connection.Number("SELECT count(*) FROM sync");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    // SQLite gives the -wal and -shm files the permissions of the file itself.
    private static void CreateFile(string path)
    {
        if (ExistsAt(path))
            return;
        var creation = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows())
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            new FileStream(path, creation).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SyncStateException($"'{path}' cannot be created. Make its folder writable for this user, or choose another path.", error);
        }
    }

    private static bool ExistsAt(string path)
    {
        if (File.Exists(path))
            return true;
        if (Directory.Exists(path))
            throw new SyncStateException($"'{path}' is a folder. Give the path of a file in it.");
        var folder = Path.GetDirectoryName(path);
        if (folder is not null && !Directory.Exists(folder))
            throw new SyncStateException($"The folder '{folder}' does not exist. Create it, or choose another path.");
        return false;
    }

    private void Checkpoint(StateConnection writer)
    {
        // Waiting for readers would hold up whoever ends a run; they let the log shrink the next time.
        writer.BusyTimeout(TimeSpan.Zero);
        writer.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        writer.BusyTimeout(options.BusyTimeout);
    }

    private void DropWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }
}
