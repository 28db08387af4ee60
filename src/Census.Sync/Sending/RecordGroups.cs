using Census.Sync.Planning;
using Census.Sync.State;

namespace Census.Sync.Sending;

/// <summary>
/// Brings the records together that the destination writes in one call, however far apart they stand in the change set. First all records are counted;
/// then a group is held back until its last record is there. In the worst order of the source that is the whole change set.
/// </summary>
internal sealed class RecordGroups(RecordGrouping grouping)
{
    private readonly Dictionary<string, (int Missing, List<WaitingRecord>? Records)> _groups = new(StringComparer.Ordinal);

    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <summary>Counts a record.</summary>
    /// <param name="values">Its values.</param>
    /// <param name="isKnown">Whether it goes before those that are new, and takes its group along.</param>
    public void Count(ReadOnlySpan<FieldValue> values, bool isKnown)
    {
        if (grouping.GroupOf(values) is not { } group)
            return;
        if (isKnown)
            _known.Add(group);
        var missing = _groups.GetValueOrDefault(group).Missing;
        _groups[group] = (missing + 1, null);
    }

    /// <summary>Whether a record of the same group is known.</summary>
    public bool HasKnown(ReadOnlySpan<FieldValue> values) => _known.Count > 0 && grouping.GroupOf(values) is { } group && _known.Contains(group);

    /// <summary>Takes a record.</summary>
    /// <returns>The records of its group, if it is the last of them; empty if others are missing; null if it is alone.</returns>
    public IReadOnlyList<WaitingRecord>? Take(in ChangeEntry entry, ReadOnlySpan<FieldValue> values)
    {
        if (grouping.GroupOf(values) is not { } group)
            return null;
        var (missing, records) = _groups[group];
        if (records is null && missing == 1)
        {
            _groups.Remove(group);
            return null;
        }

        records ??= new(missing);
        records.Add(new(new(entry), values.ToArray(), default));
        if (missing > 1)
        {
            _groups[group] = (missing - 1, records);
            return [];
        }

        _groups.Remove(group);
        return records;
    }
}
