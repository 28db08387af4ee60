using Census.Sync.Storage;

namespace Census.Sync;

/// <summary>Keeps the use of quotas in a SQLite file: for the processes of one machine that share a vendor's key.</summary>
/// <remarks>
/// The file is created on first use, on Unix readable by its owner only. It may hold the state of syncs too
/// (<see cref="SqliteSyncStateStore"/>). A reservation is on the disk when its task ends.
/// </remarks>
public sealed class SqliteQuotaStore : QuotaStore
{
    private readonly StateFile _file;

    /// <summary>Initializes a store. The file is not touched before the first call.</summary>
    /// <param name="path">The path of the file; its folder must exist.</param>
    /// <param name="options">How the file is used; null for the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is empty, or an option is out of its range.</exception>
    public SqliteQuotaStore(string path, SqliteStateOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var copy = (options ?? new()).Checked();
        Path = System.IO.Path.GetFullPath(path);
        LostAfter = copy.LostAfter;
        _file = new StateFile(Path, copy);
    }

    /// <summary>Gets the full path of the file.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    /// <value>What <see cref="SqliteStateOptions.LostAfter"/> says: by default 5 minutes.</value>
    public override TimeSpan LostAfter { get; }

    /// <inheritdoc/>
    public override ValueTask<QuotaReservation> ReserveAsync(QuotaRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentException.ThrowIfNullOrEmpty(request.Quota);
        ArgumentOutOfRangeException.ThrowIfLessThan(request.Permits, 1);
        return new(_file.WriteAsync(connection => Reserve(connection, request), cancellationToken));
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(
        string quota, long id, int used, DateTimeOffset answeredAt, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(quota);
        ArgumentOutOfRangeException.ThrowIfNegative(used);
        await _file.WriteAsync(
            connection => used == 0
                ? connection.Execute("DELETE FROM reservation WHERE id = $2 AND quota = (SELECT id FROM quota WHERE name = $1)", quota, id)
                : connection.Execute(
                    "UPDATE reservation SET permits = $3, answered = 1, ends = $4 WHERE id = $2 AND quota = (SELECT id FROM quota WHERE name = $1)",
                    quota, id, used, answeredAt.UtcTicks),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private QuotaReservation Reserve(StateConnection connection, QuotaRequest request)
    {
        var now = request.Now.UtcTicks;
        var quota = QuotaOf(connection, request, now);

        var room = (long)request.Permits;
        var retryAt = now;
        foreach (var window in request.Windows)
        {
            var used = connection.Number(
                "SELECT coalesce(sum(permits), 0) FROM reservation WHERE quota = $1 AND ends > $2", quota, now - window.Length.Ticks);
            room = Math.Min(room, window.Permits - used);
            if (used >= window.Permits)
                retryAt = Math.Max(retryAt, FreeAt(connection, quota, window, used - window.Permits + 1, now));
        }

        if (room <= 0)
            return new(0, 0, new(retryAt, TimeSpan.Zero));

        var id = connection.Number(
            "INSERT INTO reservation (quota, permits, reserved, answered, ends) VALUES ($1, $2, $3, 0, $4) RETURNING id",
            quota, room, now, Moments.Plus(now, LostAfter.Ticks));
        return new(id, (int)room, request.Now);
    }

    // Finds the quota, forgets what no window looks back to, and puts right what the clock got wrong.
    private static long QuotaOf(StateConnection connection, QuotaRequest request, long now)
    {
        var longest = request.Windows.Count == 0 ? 0 : request.Windows.Max(window => window.Length.Ticks);
        connection.Execute(
            "INSERT INTO quota (name, longest) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET longest = $2 WHERE longest < $2",
            request.Quota, longest);
        long quota;
        using (var row = connection.Query("SELECT id, longest FROM quota WHERE name = $1", request.Quota))
        {
            row.Read();
            (quota, longest) = (row.GetInt64(0), row.GetInt64(1));
        }

        connection.Execute("DELETE FROM reservation WHERE quota = $1 AND ends <= $2", quota, now - longest);

        // What was answered or reserved in the future: the clock was set back since. Taken for now, it can neither be used twice nor
        // block the quota for as long as the clock was ahead.
        connection.Execute("UPDATE reservation SET ends = $2 WHERE quota = $1 AND ends > $2 AND answered = 1", quota, now);
        connection.Execute(
            "UPDATE reservation SET ends = $2 + ends - reserved, reserved = $2 WHERE quota = $1 AND ends > $2 AND answered = 0 AND reserved > $2",
            quota, now);
        return quota;
    }

    // When so many permits more have left the window.
    private static long FreeAt(StateConnection connection, long quota, QuotaWindow window, long needed, long now)
    {
        var length = window.Length.Ticks;
        List<(long At, long Permits)> releases = [];

        // Calls that are open may be answered at once and leave the window one length later. Their permits may also be given back, so nobody
        // is told to wait for longer than it takes until they are answered or lost.
        using (var open = connection.Query("SELECT ends, permits FROM reservation WHERE quota = $1 AND ends > $2", quota, now))
        {
            while (open.Read())
                releases.Add((Math.Min(Moments.Plus(now, length), open.GetInt64(0)), open.GetInt64(1)));
        }

        using (var closed = connection.Query(
            "SELECT ends, permits FROM reservation WHERE quota = $1 AND ends > $2 AND ends <= $3 ORDER BY ends", quota, now - length, now))
        {
            for (var free = 0L; free < needed && closed.Read();)
            {
                releases.Add((Moments.Plus(closed.GetInt64(0), length), closed.GetInt64(1)));
                free += closed.GetInt64(1);
            }
        }

        releases.Sort();
        foreach (var (at, permits) in releases)
        {
            needed -= permits;
            if (needed <= 0)
                return at;
        }

        return Moments.Plus(now, length);
    }
}
