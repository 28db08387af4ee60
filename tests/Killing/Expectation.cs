namespace Census.Sync.Killing;

/// <summary>How a destination has to look in the end: the presence table of the behaviours.</summary>
internal static class Expectation
{
    /// <summary>Tells what is at the destination otherwise than it has to be, and which refusals were told wrongly.</summary>
    public static IEnumerable<string> Differences(
        KilledSync sync, EditedSource source, IReadOnlyDictionary<string, (string Text, string? Number)> records, IReadOnlyList<string> refused)
    {
        foreach (var (key, row) in source.Rows.Where(row => !source.Forgotten.Contains(row.Key)))
        {
            if (Difference(sync, source, key, row, records) is { } difference)
                yield return $"{key} {difference}";
        }

        foreach (var (key, (text, _)) in records)
        {
            if (source.Forgotten.Contains(key))
                yield return $"{key} is forgotten and there with '{text}'";
            else if (!source.Rows.ContainsKey(key) && !MayBeLeft(sync, source, key, text))
                yield return $"{key} is there with '{text}'";
        }

        var bad = source.Rows.Where(row => row.Value.IsBad && !source.Forgotten.Contains(row.Key) && !(sync.Behavior == SyncBehavior.CreateOnly && records.ContainsKey(row.Key))).Select(row => row.Key).ToHashSet();
        foreach (var key in bad.Except(refused))
            yield return $"{key} was refused and is not reported";
        foreach (var key in refused.Except(bad))
            yield return $"{key} is reported as refused";
    }

    private static string? Difference(
        KilledSync sync, EditedSource source, string key, SourceRow row, IReadOnlyDictionary<string, (string Text, string? Number)> records)
    {
        var isThere = records.TryGetValue(key, out var record);
        switch (sync.Behavior)
        {
            case SyncBehavior.Delete:
                return isThere ? "is still there" : null;
            case SyncBehavior.UpdateOnly when !KilledSync.IsSeed(key):
                return isThere ? "was created" : null;
            case SyncBehavior.CreateOnly when sync.IsSeeded && KilledSync.IsSeed(key):
                return record.Text == KilledSync.SeededText ? null : "was overwritten";
        }

        if (!isThere)
            return row.IsBad ? null : "is missing";
        if (row.IsBad || sync.Behavior is SyncBehavior.CreateOnly or SyncBehavior.Append)
            return source.WasEver(key, record.Text) || sync.Clears && record.Text.Length == 0 ? null : $"is '{record.Text}', which it never was";
        return record.Text == row.Text && (!sync.HasNumber || record.Number == row.Number.ToString(System.Globalization.CultureInfo.InvariantCulture))
            ? null
            : $"is '{record.Text}', {record.Number} and should be '{row.Text}', {row.Number}";
    }

    // What the source does not list any more, or never did.
    private static bool MayBeLeft(KilledSync sync, EditedSource source, string key, string text) => sync.Behavior switch
    {
        SyncBehavior.Mirror => sync.Clears && text.Length == 0 && source.WasEver(key),
        SyncBehavior.Delete => true,
        _ => source.WasEver(key, text) || sync.IsSeeded && KilledSync.IsSeed(key) && text == KilledSync.SeededText,
    };
}
