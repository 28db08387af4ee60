using Census.Sync.Storage;

namespace Census.Sync;

/// <summary>Keeps the state of syncs in a SQLite file: for the processes of one machine.</summary>
/// <remarks>
/// <para>
/// The file is created on first use, on Unix readable by its owner only, since a change set holds record values. It may hold quotas too
/// (<see cref="SqliteQuotaStore"/>). A file that is damaged, of a newer version or of another program is refused and not changed.
/// </para>
/// <para>
/// To read without a lease changes nothing: not a byte of the file, and a file that is not there is not made.
/// </para>
/// <para>
/// A write is on the disk when it ends (write-ahead log, synchronous), except one that need not survive a power failure (<see cref="StateWrite.SurvivesPowerFailure"/>):
/// that is in the hands of the operating system, and on the disk with the next write that waits for it. A call that has begun in SQLite is not cut short by its token;
/// it waits for other processes at most <see cref="SqliteStateOptions.BusyTimeout"/>. The file must be on a local disk. Space that is freed is
/// used again and not given back to the disk.
/// </para>
/// </remarks>
public sealed class SqliteSyncStateStore : SyncStateStore
{
    private readonly StateFile _file;
    private readonly TimeProvider _time;

    /// <summary>Initializes a store. The file is not touched before the first call.</summary>
    /// <param name="path">The path of the file; its folder must exist.</param>
    /// <param name="options">How the file is used; null for the defaults.</param>
    /// <param name="timeProvider">The clock that leases are measured with; null for the system's.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or an option is out of its range.</exception>
    public SqliteSyncStateStore(string path, SqliteStateOptions? options = null, TimeProvider? timeProvider = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Path = System.IO.Path.GetFullPath(path);
        _file = new StateFile(Path, (options ?? new()).Checked());
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>Gets the full path of the file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override async ValueTask<SyncStateSession?> TryOpenAsync(string syncName, SyncLease lease, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(syncName);
        ArgumentNullException.ThrowIfNull(lease);

        var taken = await _file.WriteAsync(connection => TakeLease(connection, syncName, lease), cancellationToken).ConfigureAwait(false);
        return taken is var (sync, token) ? new SqliteSyncStateSession(_file, _time, syncName, lease.Duration, sync, token) : null;
    }

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken = default) =>
        _file.ReadAsync<IReadOnlyList<string>>(
            static connection =>
            {
                List<string> names = [];
                using var rows = connection.Query("SELECT name FROM sync ORDER BY name");
                while (rows.Read())
                    names.Add(rows.GetString(0));
                return names;
            },
            cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask<SyncStateReader> OpenReadAsync(string syncName, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(syncName);
        return new SqliteSyncStateReader(_file, await _file.OpenSnapshotAsync(cancellationToken).ConfigureAwait(false), syncName);
    }

    /// <summary>Copies the file as it is at this moment, while syncs may run.</summary>
    /// <param name="path">The file to make; its folder must exist. An earlier copy there is replaced when the new one is whole and was checked.</param>
    /// <param name="cancellationToken">Ends the call between its steps; nothing is left behind then.</param>
    /// <remarks>
    /// <para>
    /// The copy is a state of its own, for all syncs and quotas of the file, and nobody holds a lease in it. It may be opened at once, in the place of the file too.
    /// On Unix it is readable by its owner only: a change set in it holds record values.
    /// </para>
    /// <para>
    /// Who goes back to a copy goes back in time: what was delivered since is not known. It is sent again where the source still says it, and a mirror does not know of what
    /// was created since. Use a copy when the file is lost or damaged, not to undo a run.
    /// </para>
    /// </remarks>
    /// <exception cref="ArgumentException">The path is empty, or that of the file itself.</exception>
    /// <exception cref="SyncStateException">The file is damaged, or the copy cannot be written; the message says what to do.</exception>
    public async ValueTask BackupAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var target = System.IO.Path.GetFullPath(path);
        if (target == Path)
            throw new ArgumentException($"'{target}' is the state itself. A copy takes another path.", nameof(path));
        await _file.BackupAsync(target, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private (long Sync, long Token)? TakeLease(StateConnection connection, string syncName, SyncLease lease)
    {
        // The time is asked for inside the transaction: waiting for it may have taken long.
        var now = _time.GetUtcNow();
        var (sync, token) = (0L, 0L);
        using (var row = connection.Query("SELECT id, token, owner, expires FROM sync WHERE name = $1", syncName))
        {
            if (row.Read())
            {
                (sync, token) = (row.GetInt64(0), row.GetInt64(1));
                var free = row.IsDBNull(2) || row.GetString(2) == lease.Owner || row.GetInt64(3) <= now.UtcTicks;
                if (!free)
                    return null;
            }
        }

        token++;
        var expires = now.Plus(lease.Duration);
        if (sync != 0)
        {
            connection.Execute("UPDATE sync SET token = $2, owner = $3, expires = $4 WHERE id = $1", sync, token, lease.Owner, expires);
            return (sync, token);
        }

        sync = connection.Number(
            "INSERT INTO sync (name, token, owner, expires) VALUES ($1, $2, $3, $4) RETURNING id", syncName, token, lease.Owner, expires);
        return (sync, token);
    }
}
