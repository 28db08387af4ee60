using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>What an earlier run planned and did not send.</summary>
internal sealed class Leftover
{
    private readonly HashSet<UInt128> _keys = [];
    private readonly HashSet<UInt128> _resends = [];

    /// <summary>The number of records in it that the destination accepted before.</summary>
    public long Changed { get; private set; }

    /// <summary>The number of records in it that were to be deleted.</summary>
    public long Gone { get; private set; }

    public int Count => _keys.Count;

    public bool Contains(UInt128 key) => _keys.Contains(key);

    /// <summary>Whether the record was to be sent although it had not changed: what a full sync did not come to.</summary>
    public bool IsResend(UInt128 key) => _resends.Contains(key);

    /// <summary>Counts a record that was to be deleted.</summary>
    public void AddGone() => Gone++;

    public void Add(in ChangeEntry entry, StatePages pages)
    {
        if (entry.IsGone)
        {
            AddGone();
            return;
        }

        _keys.Add(entry.Key);
        if (pages.Find(entry.Key, out var acknowledged).IsFound && acknowledged == entry.Fingerprint)
            _resends.Add(entry.Key);
        if (entry.Knowledge == RecordKnowledge.Accepted)
            Changed++;
    }
}
