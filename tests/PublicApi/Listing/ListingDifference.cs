namespace Census.Sync.PublicApi;

/// <summary>The lines that only one of two listings has, each with the type it belongs to.</summary>
internal static class ListingDifference
{
    public static string Describe(string before, string after)
    {
        var old = Lines(before);
        var @new = Lines(after);
        return string.Join('\n', old.Except(@new).Select(line => $"- {line}").Concat(@new.Except(old).Select(line => $"+ {line}")));
    }

    private static List<string> Lines(string listing)
    {
        List<string> lines = [];
        var type = "";
        foreach (var line in listing.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!line.StartsWith(' '))
                type = line;
            lines.Add(line == type ? line : $"{type}: {line.Trim()}");
        }

        return lines;
    }
}
