namespace Census.Sync.Killing;

/// <summary>What a process noted of its batches.</summary>
internal static class BatchNotes
{
    /// <summary>Batches that a process has under way at once.</summary>
    public const int Parallel = 2;

    /// <summary>Tells which records may be sent again: those of batches that did not end, and of the last that did, whose outcomes may not have been written.</summary>
    /// <param name="paths">The files of its lives, in order.</param>
    /// <param name="ended">How many of those that ended.</param>
    public static IEnumerable<string> Doubtful(IEnumerable<string> paths, int ended)
    {
        var open = new Dictionary<string, string[]>(StringComparer.Ordinal);
        var done = new List<string[]>();
        foreach (var path in paths.Where(File.Exists))
        {
            foreach (var line in File.ReadLines(path))
            {
                var parts = line.Split('\t');
                if (parts[0] == "B")
                    open[path + parts[1]] = parts[2..];
                else if (open.Remove(path + parts[1], out var keys))
                    done.Add(keys);
            }
        }

        return open.Values.Concat(done.TakeLast(ended)).SelectMany(keys => keys);
    }
}
