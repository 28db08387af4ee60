namespace Census.Sync.Definitions;

/// <summary>Reads by which column a source is read from where the last run ended.</summary>
internal static class CursorReader
{
    public static CursorColumn? Read(PropertyReader properties, DefinitionProblems problems)
    {
        var name = properties.Text("column", required: true);
        var standard = new CursorColumn("standard");
        var overlap = ReadOverlap(properties, standard.Overlap, problems);
        var numberOverlap = properties.Count("number_overlap", standard.NumberOverlap);
        properties.End();
        return name is null ? null : new(name) { Overlap = overlap, NumberOverlap = numberOverlap };
    }

    private static TimeSpan ReadOverlap(PropertyReader properties, TimeSpan otherwise, DefinitionProblems problems)
    {
        if (properties.Text("overlap") is not { } text)
            return otherwise;
        if (TimeSpan.TryParseExact(text, "c", System.Globalization.CultureInfo.InvariantCulture, out var overlap) && overlap >= TimeSpan.Zero)
            return overlap;
        problems.Add(properties.Find("overlap")!, "The overlap is no time: write 00:05:00 for five minutes, or 1.00:00:00 for a day.");
        return otherwise;
    }
}
