using System.Text;

namespace Census.Sync;

/// <summary>Writes a <see cref="SyncPlanReport"/> for people.</summary>
internal static class PlanReportMarkdown
{
    public static string Render(SyncPlanReport report)
    {
        var text = new StringBuilder();
        text.Append("### ").Append(Cell(report.Sync)).Append(" \u2192 ").Append(Cell(report.ObjectName)).Append(" (").Append(report.Behavior).Append(report.CanRun ? ")\n" : "): cannot run\n");
        if (report.Mappings.Count > 0)
        {
            text.Append("\n| value | type | field | type | cast |\n|---|---|---|---|---|\n");
            foreach (var mapping in report.Mappings)
            {
                text.Append("| ").Append(Cell(mapping.Mapping.Value.ToString()))
                    .Append(" | ").Append(mapping.SourceType).Append(mapping.IsSourceArray ? " list" : "")
                    .Append(" | ").Append(Cell(mapping.To)).Append(mapping.IsKey ? " (key)" : "").Append(mapping.LookupBy is { } by ? $" by {Cell(by)}" : "")
                    .Append(mapping.Mapping.SetIfEmpty ? ", if empty" : mapping.Mapping.SyncNulls ? "" : ", no nulls")
                    .Append(" | ").Append(mapping.FieldType).Append(mapping.IsArray ? " list" : "")
                    .Append(" | ").Append(mapping.Cast).Append(" |\n");
            }
        }

        List(text, "Problems", [.. report.Problems.Select(problem => problem.Message)]);
        List(text, "Warnings", report.Warnings);
        return text.ToString();
    }

    private static void List(StringBuilder text, string title, IReadOnlyList<string> sentences)
    {
        if (sentences.Count == 0)
            return;
        text.Append("\n**").Append(title).Append("**\n\n");
        foreach (var sentence in sentences)
            text.Append("- ").Append(sentence.ReplaceLineEndings(" ")).Append('\n');
    }

    // A name is anything a database lets a user call a column.
    private static string Cell(string name) => name.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal);
}
