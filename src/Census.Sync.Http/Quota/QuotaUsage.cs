namespace Census.Sync.Http;

// The use of one quota. Not thread-safe.
internal sealed class QuotaUsage(TimeSpan lostAfter)
{
    private readonly List<AnsweredCalls> _answered = [];
    private readonly Dictionary<long, (int Permits, DateTimeOffset At)> _open = [];
    private DateTimeOffset _latest;

    public int Kept => _open.Count + (_answered.Count == 0 ? 0 : _answered.Max(window => window.Entries));

    public int Available(QuotaRequest request) => Math.Max(0, RoomFor(request).Room);

    public QuotaReservation Reserve(QuotaRequest request, long id)
    {
        var (room, retryAt) = RoomFor(request);
        if (room <= 0)
            return new(0, 0, retryAt);

        var permits = Math.Min(request.Permits, room);
        _open.Add(id, (permits, request.Now));
        return new(id, permits, request.Now);
    }

    public void Complete(long id, int used, DateTimeOffset answeredAt)
    {
        if (!_open.Remove(id, out var reservation) || used == 0)
            return;
        foreach (var window in _answered)
            window.Add(answeredAt, Math.Min(used, reservation.Permits));
    }

    private (int Room, DateTimeOffset RetryAt) RoomFor(QuotaRequest request)
    {
        MoveTo(request);
        var (room, retryAt) = (int.MaxValue, request.Now);
        foreach (var window in request.Windows)
        {
            var answered = WindowOf(window.Length);
            var used = answered.Permits;
            foreach (var open in _open.Values)
            {
                if (FreedAt(open.At, window.Length) > request.Now)
                    used += open.Permits;
            }

            var here = window.Permits - used;
            room = Math.Min(room, here);
            if (here <= 0 && NextRoomIn(answered, window.Length, 1 - here, request.Now) is var next && next > retryAt)
                retryAt = next;
        }

        return (room, retryAt);
    }

    // When so many permits of a window may be free again: an open call may be answered now, and what becomes of it is known when it is lost.
    private DateTimeOffset NextRoomIn(AnsweredCalls answered, TimeSpan length, int missing, DateTimeOffset now)
    {
        var open = _open.Values
            .Select(open => (At: open.At + lostAfter > now ? Earlier(now + length, open.At + lostAfter) : FreedAt(open.At, length), open.Permits))
            .Where(open => open.At > now)
            .OrderBy(open => open.At)
            .ToArray();
        var next = 0;
        foreach (var (at, permits) in answered.Freed())
        {
            for (; next < open.Length && open[next].At <= at; next++)
            {
                if ((missing -= open[next].Permits) <= 0)
                    return open[next].At;
            }

            if ((missing -= permits) <= 0)
                return at;
        }

        for (; next < open.Length; next++)
        {
            if ((missing -= open[next].Permits) <= 0)
                return open[next].At;
        }

        return now + length;
    }

    private void MoveTo(QuotaRequest request)
    {
        var now = request.Now;
        if (now < _latest)
            SetBack(now);
        _latest = now;

        var longest = request.Windows[0].Length;
        foreach (var window in request.Windows)
            longest = window.Length > longest ? window.Length : longest;
        foreach (var window in _answered)
        {
            longest = window.Length > longest ? window.Length : longest;
            window.Forget(now);
        }

        foreach (var (id, open) in _open)
        {
            // Removing while enumerating is allowed for this dictionary.
            if (FreedAt(open.At, longest) <= now)
                _open.Remove(id);
        }
    }

    // The clock was set back: what lies in the future is taken to have happened now.
    private void SetBack(DateTimeOffset now)
    {
        foreach (var window in _answered)
            window.SetBack(now);
        foreach (var (id, open) in _open.ToArray())
        {
            if (open.At > now)
                _open[id] = open with { At = now };
        }
    }

    private AnsweredCalls WindowOf(TimeSpan length)
    {
        foreach (var window in _answered)
        {
            if (window.Length == length)
                return window;
        }

        // A window that is new begins with what a longer one remembers, or as much as there is.
        var added = new AnsweredCalls(length, _answered.MaxBy(window => window.Length));
        added.Forget(_latest);
        _answered.Add(added);
        return added;
    }

    private DateTimeOffset FreedAt(DateTimeOffset reservedAt, TimeSpan length) => reservedAt + lostAfter + length;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;
}
