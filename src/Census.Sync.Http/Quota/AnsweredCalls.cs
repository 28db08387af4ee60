namespace Census.Sync.Http;

// The answered calls that a window of one length still counts, the oldest first. Not thread-safe.
internal sealed class AnsweredCalls
{
    // Above so many entries those that lie within a thousandth of the window are counted together, at the latest of their times.
    private const int ManyEntries = 4096;
    private const int Slots = 1024;
    private readonly List<(DateTimeOffset At, int Permits)> _entries = [];
    private int _first;

    public AnsweredCalls(TimeSpan length, AnsweredCalls? known)
    {
        Length = length;
        if (known is null)
            return;
        _entries.AddRange(known._entries[known._first..]);
        Permits = known.Permits;
    }

    public TimeSpan Length { get; }

    public int Permits { get; private set; }

    public int Entries => _entries.Count - _first;

    public IEnumerable<(DateTimeOffset At, int Permits)> Freed()
    {
        for (var i = _first; i < _entries.Count; i++)
            yield return (_entries[i].At + Length, _entries[i].Permits);
    }

    public void Add(DateTimeOffset at, int permits)
    {
        // Answers are told nearly in their order: the place is at the end or close to it.
        var place = _entries.Count;
        while (place > _first && _entries[place - 1].At > at)
            place--;
        Permits += permits;
        if (place > _first && _entries[place - 1].At == at)
            _entries[place - 1] = (at, _entries[place - 1].Permits + permits);
        else
            _entries.Insert(place, (at, permits));
        if (Entries > ManyEntries)
            Thin();
    }

    public void Forget(DateTimeOffset now)
    {
        while (_first < _entries.Count && _entries[_first].At + Length <= now)
            Permits -= _entries[_first++].Permits;
        if (_first <= _entries.Count / 2)
            return;
        _entries.RemoveRange(0, _first);
        _first = 0;
    }

    public void SetBack(DateTimeOffset now)
    {
        for (var i = _entries.Count - 1; i >= _first && _entries[i].At > now; i--)
            _entries[i] = (now, _entries[i].Permits);
    }

    private void Thin()
    {
        var slot = Math.Max(1, Length.Ticks / Slots);
        var kept = 0;
        for (var i = _first; i < _entries.Count; i++)
        {
            if (kept > 0 && _entries[kept - 1].At.UtcTicks / slot == _entries[i].At.UtcTicks / slot)
                _entries[kept - 1] = (_entries[i].At, _entries[kept - 1].Permits + _entries[i].Permits);
            else
                _entries[kept++] = _entries[i];
        }

        _entries.RemoveRange(kept, _entries.Count - kept);
        _first = 0;
    }
}
