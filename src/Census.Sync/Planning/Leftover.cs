using Census.Sync.State;

namespace Census.Sync.Planning;

/// <summary>What an earlier run planned and did not send.</summary>
internal sealed class Leftover
{
    private readonly Dictionary<UInt128, UInt128> _fingerprints = [];

    /// <summary>The number of records in it that the destination accepted before.</summary>
    public long Changed { get; private set; }

    /// <summary>The number of records in it that were to be deleted.</summary>
    public long Gone { get; private set; }

    public int Count => _fingerprints.Count;

    public bool Contains(UInt128 key) => _fingerprints.ContainsKey(key);

    /// <summary>Whether the record was to be sent although it had not changed: what a full sync did not come to.</summary>
    /// <param name="key">The record.</param>
    /// <param name="acknowledged">What it was delivered with.</param>
    public bool IsResend(UInt128 key, UInt128 acknowledged) => _fingerprints.TryGetValue(key, out var fingerprint) && fingerprint == acknowledged;

    /// <summary>Counts a record that was to be deleted.</summary>
    public void AddGone() => Gone++;

    public void Add(in ChangeEntry entry)
    {
        if (entry.IsGone)
        {
            AddGone();
            return;
        }

        _fingerprints[entry.Key] = entry.Fingerprint;
        if (entry.Knowledge == RecordKnowledge.Accepted)
            Changed++;
    }
}
