namespace Census.Sync.Emulators.Audit;

/// <summary>Every call, and how often each identifier was sent.</summary>
internal sealed class AuditTrail
{
    private readonly Lock _gate = new();
    private readonly List<EmulatorCall> _calls = [];
    private readonly Dictionary<(string Route, string Id), int> _sent = [];
    private int _writes;

    public IReadOnlyList<EmulatorCall> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count;
            }
        }
    }

    public int WriteCalls => Volatile.Read(ref _writes);

    /// <param name="call">The call.</param>
    /// <param name="associations">Further identifiers the call carries, under the routes they belong to.</param>
    public void Add(EmulatorCall call, IReadOnlyList<(string Route, string Id)> associations)
    {
        lock (_gate)
        {
            _calls.Add(call);
            call.Number = _calls.Count;
            if (!call.IsWrite)
            {
                return;
            }

            _writes++;
            foreach (string id in call.Ids)
            {
                Increment((call.Route, id));
            }

            foreach ((string Route, string Id) association in associations)
            {
                Increment(association);
            }
        }
    }

    public int TimesSent(string route, string id)
    {
        lock (_gate)
        {
            return _sent.GetValueOrDefault((route.ToLowerInvariant(), id));
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _calls.Clear();
            _sent.Clear();
            _writes = 0;
        }
    }

    private void Increment((string Route, string Id) key) =>
        System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_sent, key, out _)++;
}
